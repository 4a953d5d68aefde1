using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Consistency;

/// <summary>
/// Finds the blobs whose job is not there: left by a submit that failed, by a deletion that was cut short, or by an attempt that went on
/// after its job was deleted. An id tells when it was made, and blobs when they were written: both must be long ago.
/// </summary>
/// <param name="blobs">The blobs.</param>
/// <param name="rows">The jobs.</param>
/// <param name="options">How long ago.</param>
/// <param name="time">What time it is.</param>
public sealed class BlobCheck(JobBlobs blobs, ShardRows rows, IOptions<ConsistencyOptions> options, TimeProvider time)
{
    private const int AtOnce = 16;

    /// <param name="marker">Where an earlier run stopped; null for the beginning.</param>
    /// <param name="run">What was found.</param>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    /// <returns>Where the next run goes on; null for the beginning.</returns>
    internal async Task<string?> CheckAsync(string? marker, CheckRun run, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.BlobAge;
        await foreach (var page in blobs.ReadAsync(marker, cancellationToken))
        {
            await Parallel.ForEachAsync(
                page.Jobs.Where(job => job.UnixMilliseconds < before.ToUnixTimeMilliseconds() && !run.Known.Exists(job)),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (job, stop) => await CheckAsync(job, before, run, stop));
            marker = page.Next;
            if (marker is not null && run.MustEnd())
                return marker;
        }

        return null;
    }

    private async Task CheckAsync(JobId job, DateTimeOffset before, CheckRun run, CancellationToken cancellationToken)
    {
        if (await rows.ExistsAsync(job, cancellationToken))
            return;
        var names = await blobs.ListAsync(job, before, cancellationToken);
        if (names.Count == 0)
            return;
        if (run.Mends)
        {
            foreach (var name in names)
                await blobs.RemoveAsync(name, before, cancellationToken);
        }

        run.Found(FindingKind.Blobs, $"{job}: {names.Count} blobs", run.Mends);
    }
}
