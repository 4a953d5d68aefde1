using System.Diagnostics.CodeAnalysis;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Execution;

/// <summary>What to do with a bell.</summary>
internal enum BellAction
{
    /// <summary>Take the job.</summary>
    Claim,

    /// <summary>Go on with a claim of this process whose answer was lost.</summary>
    Adopt,

    /// <summary>Not yet: put the bell again.</summary>
    PutAgain,

    /// <summary>The bell is void.</summary>
    Drop,
}

/// <summary>What to do with a bell, and when.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Delay">For <see cref="BellAction.PutAgain"/>: how long the bell stays hidden.</param>
/// <param name="IsAhead">Whether the change that the bell was rung for has not been seen yet.</param>
internal readonly record struct BellVerdict(BellAction Action, TimeSpan Delay = default, bool IsAhead = false);

/// <summary>Decides what a bell means, from the job as it is now. Pure.</summary>
/// <param name="Instance">This process.</param>
/// <param name="Skew">How much earlier than due a bell may come, since clocks differ.</param>
internal sealed record BellPolicy(string Instance, TimeSpan Skew)
{
    /// <summary>How long a bell waits for the change that it was rung for: bells are put first, and the commit may be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>Whether the change that a bell was rung for is not to be seen yet.</summary>
    /// <param name="bell">The bell.</param>
    /// <param name="job">Its job; null when there is no row.</param>
    public static bool IsAhead(Bell bell, [NotNullWhen(false)] Job? job) => job is null || bell.Generation.Number > job.Generation.Number;

    /// <param name="bell">The bell.</param>
    /// <param name="job">Its job; null when there is no row.</param>
    /// <param name="isRunningHere">Whether this process runs an attempt of the job.</param>
    /// <param name="now">What time it is.</param>
    public BellVerdict Decide(Bell bell, Job? job, bool isRunningHere, DateTimeOffset now)
    {
        if (IsAhead(bell, job))
            return AheadOfItsChange(bell, now);
        if (job.Generation != bell.Generation || job.IsWaiting)
            return new BellVerdict(BellAction.Drop);

        switch (job.Status)
        {
            case JobStatus.Pending or JobStatus.Scheduled:
                var early = job.DueAt - now;
                return early > Skew ? new BellVerdict(BellAction.PutAgain, early) : new BellVerdict(BellAction.Claim);

            // Our claim was committed and its answer lost: nobody else will run the job while this process lives.
            case JobStatus.Running when job.LockedBy == Instance && !isRunningHere:
                return new BellVerdict(BellAction.Adopt);

            default:
                return new BellVerdict(BellAction.Drop);
        }
    }

    // The delays grow with the bell's age, so a bell whose change never comes costs a dozen messages.
    private static BellVerdict AheadOfItsChange(Bell bell, DateTimeOffset now)
    {
        var age = now - bell.RungAt;
        if (age >= Patience)
            return new BellVerdict(BellAction.Drop);
        return new BellVerdict(BellAction.PutAgain, age > ShortestWait ? age : ShortestWait, IsAhead: true);
    }
}
