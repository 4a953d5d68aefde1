namespace JobFunctions.Core.Jobs;

/// <summary>Something that happened to a job.</summary>
/// <param name="At">When, to the millisecond.</param>
/// <param name="Kind">One of <see cref="JobEventKinds"/>.</param>
/// <param name="Attempt">The latest attempt by then; 0 before the first.</param>
/// <param name="Instance">The instance whose attempt it was, if one was running.</param>
/// <param name="Detail">More about it, in words, without secrets.</param>
public sealed record JobEvent(DateTimeOffset At, string Kind, int Attempt, string? Instance, string? Detail);

/// <summary>The words of <see cref="JobEvent.Kind"/>. They stand in rows that outlive the code, so they don't change.</summary>
public static class JobEventKinds
{
    /// <summary>Somebody wants it done.</summary>
    public const string Submitted = "submitted";

    /// <summary>It is kept until somebody releases it.</summary>
    public const string Held = "held";

    /// <summary>It is held no more, or the jobs that it depends on have ended.</summary>
    public const string Released = "released";

    /// <summary>An attempt began.</summary>
    public const string Started = "started";

    /// <summary>An attempt failed, and another one follows.</summary>
    public const string Retry = "retry";

    /// <summary>The instance of the running attempt fell silent; a retry or the failure follows at once.</summary>
    public const string LeaseLost = "lease_lost";

    /// <summary>The running attempt was given up by its own instance, uncharged.</summary>
    public const string HandedBack = "handed_back";

    /// <summary>The running attempt lost the job to somebody who wanted it to start anew, uncharged.</summary>
    public const string Reset = "reset";

    /// <summary>A failed or cancelled job starts anew.</summary>
    public const string Restarted = "restarted";

    /// <summary>An attempt succeeded.</summary>
    public const string Completed = "completed";

    /// <summary>It failed for good.</summary>
    public const string Failed = "failed";

    /// <summary>A caller wanted it no more.</summary>
    public const string Cancelled = "cancelled";
}
