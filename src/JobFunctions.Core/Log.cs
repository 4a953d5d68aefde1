using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core;

/// <summary>
/// Every log message of the core. Where storage is in trouble a reason is logged and no stack: the client's own is long, many times
/// over, and says nothing of us.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The writer of shard {Shard} met an unexpected error; its callers were told")]
    public static partial void WriterFailed(ILogger log, int shard, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "A transaction of {Changes} changes in shard {Shard} got no clear answer (try {Tries}); asking: {Reason}")]
    public static partial void TransactionUnclear(ILogger log, int shard, int changes, int tries, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A file of job {Job} could not be removed")]
    public static partial void FileNotRemoved(ILogger log, JobId job, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "The end of job {Job} could not be written (try {Tries}); trying again: {Reason}")]
    public static partial void EndDelayed(ILogger log, JobId job, int tries, string reason);

    [LoggerMessage(5, LogLevel.Debug, "Progress of job {Job} could not be written")]
    public static partial void ProgressNotWritten(ILogger log, JobId job, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Job {Job} ({Type}) starts: attempt {Attempt}")]
    public static partial void AttemptStarted(ILogger log, JobId job, string type, int attempt);

    [LoggerMessage(7, LogLevel.Information, "Job {Job} ({Type}), attempt {Attempt}: {Status}")]
    public static partial void AttemptEnded(ILogger log, JobId job, string type, int attempt, string status);

    [LoggerMessage(8, LogLevel.Warning, "Job {Job} ({Type}), attempt {Attempt} failed")]
    public static partial void AttemptFailed(ILogger log, JobId job, string type, int attempt, Exception exception);

    [LoggerMessage(9, LogLevel.Information, "Job {Job}, attempt {Attempt} lost its job: it was cancelled or taken away; its result is thrown away")]
    public static partial void AttemptLost(ILogger log, JobId job, int attempt);

    [LoggerMessage(10, LogLevel.Warning, "Job {Job} could not be claimed (try {Tries}); trying again: {Reason}")]
    public static partial void ClaimDelayed(ILogger log, JobId job, int tries, string reason);

    [LoggerMessage(11, LogLevel.Error, "A message in {Queue} is no bell of ours; recorded as failed job {Job}")]
    public static partial void UnreadableMessage(ILogger log, string queue, JobId job);

    [LoggerMessage(12, LogLevel.Warning, "The host gave up on the bell of job {Job}; verdict: {Verdict}")]
    public static partial void PoisonBell(ILogger log, JobId job, string verdict);

    [LoggerMessage(13, LogLevel.Warning, "Job {Job} lost its instance {Instance}; it is {Status} now")]
    public static partial void StuckJob(ILogger log, JobId job, string? instance, string status);

    [LoggerMessage(14, LogLevel.Warning, "Job {Job} had lost its bell; rung again")]
    public static partial void LostBell(ILogger log, JobId job);

    [LoggerMessage(15, LogLevel.Information, "Instance {Instance} has been silent since {HeartbeatAt:u}; forgotten")]
    public static partial void SilentInstance(ILogger log, string instance, DateTimeOffset heartbeatAt);

    [LoggerMessage(17, LogLevel.Warning, "An index row of job {Job} was not as the job's own row says; it is written anew")]
    public static partial void IndexRowDamaged(ILogger log, JobId job);

    [LoggerMessage(21, LogLevel.Warning, "Job {Job} was left out of an operation on many")]
    public static partial void BulkJobFailed(ILogger log, JobId job, Exception exception);

    [LoggerMessage(19, LogLevel.Information, "Cleanup: {Jobs} jobs and {Files} files removed, {Failed} jobs could not be")]
    public static partial void CleanedUp(ILogger log, long jobs, long files, long failed);

    [LoggerMessage(67, LogLevel.Information, "Cleanup: not done after {Seconds} s; the next one goes on")]
    public static partial void CleanupCut(ILogger log, long seconds);

    [LoggerMessage(20, LogLevel.Warning, "A watched job {Job} could not be read; trying again: {Reason}")]
    public static partial void WatchFailed(ILogger log, JobId job, string reason);

    [LoggerMessage(18, LogLevel.Warning, "The handler of job {Job} threw when its token fired")]
    public static partial void HandlerThrewAtCancel(ILogger log, JobId job, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "A round of {Service} failed; the next one follows: {Reason}")]
    public static partial void RoundFailed(ILogger log, string service, string reason);

    [LoggerMessage(22, LogLevel.Information, "The oldest due job has waited {Seconds} s")]
    public static partial void OldestDue(ILogger log, long seconds);

    [LoggerMessage(41, LogLevel.Warning, "The audit entry of {Action} could not be written in time; trying on")]
    public static partial void AuditDelayed(ILogger log, string action);

    [LoggerMessage(42, LogLevel.Error, "The audit trail lost {Entries} entries: {Reason}")]
    public static partial void AuditLost(ILogger log, int entries, string reason);

    [LoggerMessage(40, LogLevel.Warning, "The issuer {Authority} did not tell its keys: {Reason}")]
    public static partial void IssuerFailed(ILogger log, Uri authority, string reason);

    [LoggerMessage(23, LogLevel.Warning, "The lease is over and can't be renewed: the handler of job {Job} is stopped")]
    public static partial void LeaseOver(ILogger log, JobId job);

    [LoggerMessage(24, LogLevel.Critical, "The handler of job {Job} goes on although the lease is over: this process ends itself")]
    public static partial void HandlerOutlivedLease(ILogger log, JobId job);

    [LoggerMessage(50, LogLevel.Error, "Row {Partition}/{Key} can't be read; it is left out")]
    public static partial void RowUnreadable(ILogger log, string partition, string key);

    [LoggerMessage(51, LogLevel.Warning, "Mended {Count} of {Found} {Kind}: {Examples}")]
    public static partial void Mended(ILogger log, string kind, long count, long found, string examples);

    [LoggerMessage(52, LogLevel.Information, "The reconciler looked at {Jobs} jobs in {Seconds} s: {Found} findings, {Mended} mended, {Busy} shards too busy to count, everything seen: {Complete}")]
    public static partial void Reconciled(ILogger log, long jobs, long seconds, long found, long mended, int busy, bool complete);

    [LoggerMessage(25, LogLevel.Warning, "The slot of job {Job}, held by {Instance}, was left over; freed")]
    public static partial void SlotFreed(ILogger log, JobId job, string instance);

    [LoggerMessage(60, LogLevel.Warning, "Followers of job {Job} could not be told that it is {Status}; a later round does: {Reason}")]
    public static partial void NotDelivered(ILogger log, JobId job, string status, string reason);

    [LoggerMessage(65, LogLevel.Warning, "The run of schedule {Owner}/{Schedule} at {Due:u} could not be submitted: {Reason}")]
    public static partial void OccurrenceInvalid(ILogger log, string owner, string schedule, DateTimeOffset due, string reason);
    [LoggerMessage(26, LogLevel.Warning, "The log of job {Job} could not be written; what waits is tried again: {Reason}")]
    public static partial void JobLogNotWritten(ILogger log, JobId job, string reason);
    [LoggerMessage(61, LogLevel.Information, "The call {Delivery} of {Owner}'s webhook was not taken at try {Tries}: {Error}")]
    public static partial void WebhookFailed(ILogger log, string owner, string delivery, int tries, string error);

    [LoggerMessage(66, LogLevel.Error, "This machine's clock is {Ahead} s ahead of storage's: no timer does its work here until it is right")]
    public static partial void ClockWrong(ILogger log, long ahead);
}
