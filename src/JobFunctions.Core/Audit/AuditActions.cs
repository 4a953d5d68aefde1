namespace JobFunctions.Core.Audit;

/// <summary>What the trail tells of. The words stand in rows that outlive the code, so they don't change.</summary>
public static class AuditActions
{
#pragma warning disable CS1591 // The words say it.
    public const string Submit = "submit";
    public const string SubmitBatch = "submit_batch";
    public const string Cancel = "cancel";
    public const string CancelBatch = "cancel_batch";
    public const string Retry = "retry";
    public const string Restart = "restart";
    public const string Delete = "delete";
    public const string Hold = "hold";
    public const string Release = "release";
    public const string RetryAll = "retry_all";
    public const string ClearFailed = "clear_failed";
    public const string DeleteFinished = "delete_finished";
    public const string Cleanup = "cleanup";
    public const string Resume = "resume";
    public const string ResetStuck = "reset_stuck";
    public const string BulkCancel = "bulk_cancel";
    public const string BulkRetry = "bulk_retry";
    public const string BulkDelete = "bulk_delete";
    public const string StartProcessor = "start_processor";
    public const string StopProcessor = "stop_processor";
    public const string SetLimits = "set_limits";
    public const string SetRate = "set_rate";
    public const string DeleteFile = "delete_file";
    public const string UploadUrl = "upload_url";
    public const string PutSchedule = "put_schedule";
    public const string DeleteSchedule = "delete_schedule";
    public const string PauseSchedule = "pause_schedule";
    public const string ResumeSchedule = "resume_schedule";
    public const string PutWebhook = "put_webhook";
    public const string DeleteWebhook = "delete_webhook";
    public const string RotateWebhook = "rotate_webhook_secret";
    public const string ReplayWebhook = "replay_webhook";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Submit, SubmitBatch, Cancel, CancelBatch, Retry, Restart, Delete, Hold, Release, RetryAll, ClearFailed, DeleteFinished, Cleanup, Resume,
        ResetStuck, BulkCancel, BulkRetry, BulkDelete, StartProcessor, StopProcessor, SetLimits, SetRate, DeleteFile, UploadUrl,
        PutSchedule, DeleteSchedule, PauseSchedule, ResumeSchedule,
        PutWebhook, DeleteWebhook, RotateWebhook, ReplayWebhook,
    ];
}
