namespace JobFunctions.Client;

/// <summary>How far a batch is.</summary>
public sealed record BatchInfo
{
    /// <summary>The id, a UUID.</summary>
    public required string BatchId { get; init; }

    /// <summary>The name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Whose batch it is.</summary>
    public required string UserId { get; init; }

    /// <summary>When its upload began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its upload goes on, or was interrupted and not sent again.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it was cancelled as a whole.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Whether every job has ended and no more can come.</summary>
    public bool IsDone { get; init; }

    /// <summary>How many jobs it has.</summary>
    public long TotalJobs { get; init; }

    /// <summary>How many of them have ended, in percent.</summary>
    public int Progress { get; init; }

    /// <summary>How many wait for their time.</summary>
    public long Scheduled { get; init; }

    /// <summary>How many wait to be run.</summary>
    public long Pending { get; init; }

    /// <summary>How many run.</summary>
    public long Running { get; init; }

    /// <summary>How many have done their work.</summary>
    public long Completed { get; init; }

    /// <summary>How many have failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>How many were cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>The jobs that failed first, ten at most.</summary>
    public IReadOnlyList<BatchFailure> FirstFailures { get; init; } = [];

    /// <summary>The job of <see cref="NewBatch.OnComplete"/>.</summary>
    public string? CompletionJobId { get; init; }
}

/// <summary>A job of a batch that failed.</summary>
/// <param name="JobId">Which one.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="ErrorMessage">Why.</param>
public sealed record BatchFailure(string JobId, string Name, string? ErrorMessage);

/// <summary>What the cancel of a batch did.</summary>
/// <param name="JobsCancelled">How many jobs it has cancelled.</param>
/// <param name="ErrorCount">How many could not be cancelled.</param>
/// <param name="Complete">False when it ended before all jobs were looked at; another call goes on.</param>
public sealed record BatchCancelled(long JobsCancelled, long ErrorCount, bool Complete);
