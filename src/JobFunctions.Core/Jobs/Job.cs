namespace JobFunctions.Core.Jobs;

/// <summary>
/// One job, as its row holds it: a snapshot that never changes. <see cref="JobChanges"/> makes the next one, the store commits it.
/// A job that comes from a list lacks <see cref="Config"/>, <see cref="Result"/>, <see cref="Timeline"/> and the error's stack.
/// </summary>
public sealed record Job
{
    /// <summary>The job's name in the system.</summary>
    public required JobId Id { get; init; }

    /// <summary>The name of its handler.</summary>
    public required string Type { get; init; }

    /// <summary>The caller's name for it, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The user whose job it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The program (a tenant's group of jobs) that it belongs to, if any.</summary>
    public string? Program { get; init; }

    /// <summary>Which lane it takes.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>The caller's labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The config as JSON; null when it lies in a blob (<see cref="ConfigInBlob"/>) or the job comes from a list.</summary>
    public string? Config { get; init; }

    /// <summary>Whether the config was too large for the row.</summary>
    public bool ConfigInBlob { get; init; }

    /// <summary>The job's secrets, sealed; null when it has none or comes from a list.</summary>
    public string? Secrets { get; init; }

    /// <summary>Whether blobs may lie under the job's name: inputs, a large config, results, a log.</summary>
    public bool HasFiles { get; init; }

    /// <summary>While this job is not in a final status its owner has no other one of this key; null when there may be others.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>The name of the submit that made it; as long as the job is there that name makes no other.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>Who elsewhere must hear how it ends. Stands on the job row alone, so a job from a list has none.</summary>
    public Followers Followers { get; init; }

    /// <summary>The batch that it was submitted with, if any.</summary>
    public JobId? Batch { get; init; }

    /// <summary>Where the job itself wants to be told of; null for nowhere. Stands on the job row alone.</summary>
    public JobWebhook? Webhook { get; init; }

    /// <summary>Of which events webhooks hear. Stands on the job row alone.</summary>
    public WebhookEvents HeardEvents { get; init; }

    /// <summary>The jobs that it depends on, each once, in the order of its submit. Stands on the job row alone.</summary>
    public IReadOnlyList<JobId> DependsOn { get; init; } = [];

    /// <summary>What becomes of it when one of them does not complete. Stands on the job row alone.</summary>
    public ParentFailure OnParentFailure { get; init; }

    /// <summary>Those of them whose ends it still waits for; a batch's completion job waits for the batch. Stands on the job row alone.</summary>
    public IReadOnlyList<JobId> WaitingFor { get; init; } = [];

    /// <summary>How many those are.</summary>
    public int WaitingCount { get; init; }

    /// <summary>The caller's name for what it must not do too fast, if an operator has set a rate for it.</summary>
    public string? RateKey { get; init; }

    /// <summary>When it may start under its rates; null unless it is held back by one.</summary>
    public DateTimeOffset? ReservedStart { get; init; }

    /// <summary>How many charged failures are retried.</summary>
    public int MaxRetries { get; init; }

    /// <summary>How long one attempt may take, if less than the host allows.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its caller wants it to start, if not at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Where it is on its way.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>A pending or scheduled job is not claimed before this time.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the latest attempt started; null while none has.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached its final status.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the running attempt claimed it.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>The instance whose attempt runs.</summary>
    public string? LockedBy { get; init; }

    /// <summary>The number of the latest attempt; it only ever rises.</summary>
    public int Attempt { get; init; }

    /// <summary>How many charged failures there were since it was submitted, retried or restarted.</summary>
    public int RetryCount { get; init; }

    /// <summary>Fresh each time the job becomes pending.</summary>
    public required Generation Generation { get; init; }

    /// <summary>Names the change that made this snapshot, so that a lost answer can be told from a lost write.</summary>
    public string OperationId { get; init; } = "";

    /// <summary>How far the latest attempt is, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What the latest attempt does, in words.</summary>
    public string? Message { get; init; }

    /// <summary>How many items the latest attempt has done.</summary>
    public long? ItemsDone { get; init; }

    /// <summary>How many items it has in all.</summary>
    public long? ItemsTotal { get; init; }

    /// <summary>Why the latest failed attempt failed; null once the job has completed.</summary>
    public JobError? Error { get; init; }

    /// <summary>What the handler returned, as JSON.</summary>
    public string? Result { get; init; }

    /// <summary>The result files of the attempt that won.</summary>
    public IReadOnlyList<ResultFile> ResultFiles { get; init; } = [];

    /// <summary>What happened to it; empty when the job comes from a list.</summary>
    public JobTimeline Timeline { get; init; } = JobTimeline.Empty;

    /// <summary>Whether somebody holds it: it is not removed by age, nor together with others, until it is released.</summary>
    public bool Held { get; init; }

    /// <summary>The row's ETag; null before the first commit.</summary>
    public string? Version { get; init; }

    /// <summary>Whether it is pending without a bell, since others have to end first.</summary>
    public bool IsWaiting => WaitingCount > 0;

    /// <summary>
    /// Whether a deletion has to look for blobs: an attempt that failed or crashed may have left some that the row does not know of.
    /// </summary>
    public bool MayHaveFiles => HasFiles || Attempt > 1 || Status != JobStatus.Completed;

    /// <summary>The trace that it was submitted in, as W3C's <c>traceparent</c>; null when nobody recorded it. Stands on the job row alone.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether it keeps others of its unique key out.</summary>
    public bool HoldsUniqueKey => UniqueKey is not null && !Status.IsFinal();

    /// <summary>Under which name the results of the latest attempt lie: no later or late attempt shares it.</summary>
    public string ResultPrefix => $"results/{Generation}/{Attempt}/";
}

/// <summary>A file that a job left.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ResultFile(string Name, long Bytes);
