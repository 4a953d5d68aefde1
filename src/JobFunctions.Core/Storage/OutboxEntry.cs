using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Storage;

/// <summary>
/// What followers must hear of: a job reached a status. The row is written in the transaction of the change, so there is one exactly when
/// there was the change. The job may have gone on since, or be deleted.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Status">The status that it reached.</param>
/// <param name="Attempt">Its latest attempt then.</param>
/// <param name="OperationId">Names the change; no other change has it.</param>
/// <param name="Followers">Who must hear of it.</param>
/// <param name="Batch">The job's batch.</param>
/// <param name="Notice">What webhooks tell of it; null where none does.</param>
public sealed record OutboxEntry(
    JobId Job, JobStatus Status, int Attempt, string OperationId, Followers Followers, JobId? Batch = null, string? Notice = null)
{
    /// <summary>What a change leaves for followers; null when nobody has to hear of it.</summary>
    internal static OutboxEntry? Of(JobChange change) => change.After is { } after && after.HearingOf(change.Before) is var hearing and not Followers.None
        ? new OutboxEntry(
            after.Id, after.Status, after.Attempt, after.OperationId, hearing, after.Batch,
            hearing.HasFlag(Followers.Webhooks) ? WebhookNotice.Of(change).ToJson() : null)
        : null;
}
