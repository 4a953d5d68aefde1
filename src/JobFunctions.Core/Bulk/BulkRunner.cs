using System.Runtime.CompilerServices;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Bulk;

/// <summary>
/// Does something with each of many jobs: a bounded number at once, so that their transactions are shared and memory stays flat, and
/// no longer than a request may take. A job that somebody else was faster with is nobody's error and not counted here.
/// </summary>
/// <param name="time">What time it is.</param>
/// <param name="log">What went wrong with single jobs.</param>
public sealed class BulkRunner(TimeProvider time, ILogger<BulkRunner> log)
{
    /// <summary>How many ids an outcome lists.</summary>
    public const int MaxIds = 1_000;

    /// <summary>How many errors an outcome lists; after as many the operation gives up, since it is not the jobs that are broken.</summary>
    public const int MaxErrors = 100;

    /// <summary>How long a request may work: the platform's proxy cuts it at 230 s.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(200);

    /// <summary>As many changes as fill a few transactions: while one is committed the next one gathers.</summary>
    private const int AtOnce = 96;

    /// <param name="items">The jobs; read as the work goes on.</param>
    /// <param name="idOf">A job's id.</param>
    /// <param name="act">The work. It returns null when there was nothing to do, and throws <see cref="JobConflictException"/> when somebody else was faster.</param>
    /// <param name="limit">When to take no more jobs; null for never.</param>
    /// <param name="cancellationToken">Stops the work at once; what is committed by then stays.</param>
    /// <param name="atOnce">How many jobs are worked on at once; 1 keeps their order.</param>
    internal async Task<BulkOutcome> RunAsync<T>(
        IAsyncEnumerable<T> items, Func<T, JobId> idOf, Func<T, Task<RemovedFiles?>> act, TimeSpan? limit, CancellationToken cancellationToken,
        int atOnce = AtOnce)
    {
        var tally = new BulkTally();
        var began = time.GetTimestamp();
        var isComplete = true;
        await Parallel.ForEachAsync(
            InTimeAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (item, _) => await ActAsync(idOf(item), () => act(item), tally, cancellationToken));
        return tally.Outcome(isComplete);

        async IAsyncEnumerable<T> InTimeAsync([EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (var item in items.WithCancellation(stop))
            {
                if (time.GetElapsedTime(began) > limit || tally.Failed >= MaxErrors)
                {
                    isComplete = false;
                    yield break;
                }

                yield return item;
            }
        }
    }

    private async Task ActAsync(JobId job, Func<Task<RemovedFiles?>> act, BulkTally tally, CancellationToken cancellationToken)
    {
        try
        {
            if (await act() is { } files)
                tally.Did(job, files);
        }
        catch (JobConflictException)
        {
            // It is another call's, or no longer what it was.
        }
        catch (KeyTakenException taken)
        {
            tally.CouldNot(job, taken.Message);
        }
        catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BulkJobFailed(log, job, trouble);
            tally.CouldNot(job, StorageTrouble.Is(trouble) ? "Storage is not available at the moment" : "An unexpected error; the service's log has it");
        }
    }
}
