using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Reads the job that a bell names. What this process wrote itself needs no request; if it is out of date the claim's version says so.
/// What another process writes is committed a little after its bell was put: this process learns how much later, and looks then, since a
/// look in vain is a request, and often a bell to be put again.
/// </summary>
/// <remarks>
/// Each look in vain makes the pause longer by 50 times of what a look that finds the job makes it shorter, so about one in 50 is in vain
/// (H. Robbins, S. Monro: A Stochastic Approximation Method, 1951). A clock that differs does no harm: what is learned includes it.
/// </remarks>
/// <param name="store">The jobs.</param>
/// <param name="time">What time it is.</param>
public sealed class BellReader(IJobStore store, TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongerBy = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShorterBy = LongerBy / 50;

    private readonly Lock _lock = new();

    /// <summary>How old a bell should be before its job is looked for.</summary>
    internal TimeSpan Pause { get; private set; }

    /// <summary>The job as it is; null when there is no row of it.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage is in trouble.</exception>
    internal async Task<Job?> ReadAsync(Bell bell, CancellationToken cancellationToken)
    {
        if (await store.RecallAsync(bell.Job) is { } recent && recent.Generation == bell.Generation)
            return recent;

        // A bell that was put again, or for later, tells nothing about commits.
        var age = time.GetUtcNow() - bell.RungAt;
        var isFresh = bell.VisibleAt is null && age < Most;
        var pause = Pause - (age > TimeSpan.Zero ? age : TimeSpan.Zero);
        if (isFresh && pause > TimeSpan.Zero)
            await Task.Delay(pause, time, cancellationToken);
        var job = await store.FindAsync(bell.Job, cancellationToken);
        if (isFresh)
            Learn(BellPolicy.IsAhead(bell, job));
        return job;
    }

    private void Learn(bool inVain)
    {
        lock (_lock)
        {
            var pause = inVain ? Pause + LongerBy : Pause - ShorterBy;
            Pause = pause < TimeSpan.Zero ? TimeSpan.Zero : pause < Most ? pause : Most;
        }
    }
}
