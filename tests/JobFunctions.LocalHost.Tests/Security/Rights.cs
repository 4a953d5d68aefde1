namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>
/// What a route answers to whom. The job that it is about is ann's, in program 7.
/// </summary>
/// <param name="Function">The function behind it.</param>
/// <param name="Route">
/// Method and path; <c>{id}</c> is the job, <c>{file}</c> a file of ann's, <c>{schedule}</c> a schedule of hers, <c>{batch}</c> a batch of hers.
/// </param>
/// <param name="Bad">Without a good token: none, expired, for another audience, without a signature, tampered with.</param>
/// <param name="Other">A user without programs, and one of another program.</param>
/// <param name="Mate">A user of the job's program.</param>
/// <param name="Owner">Ann herself.</param>
/// <param name="Admin">An admin.</param>
internal sealed record Rights(string Function, string Route, int Bad, int Other, int Mate, int Owner, int Admin)
{
    /// <summary>A schedule that does not run while a test does.</summary>
    public const string Nightly = """{"cron": "0 3 1 1 *", "job": {"name": "n", "type": "noop"}}""";

    /// <summary>What the request carries.</summary>
    public string? Body { get; init; }

    /// <summary>The status that the job has before: failed, unless the route wants another.</summary>
    public string Status { get; init; } = "failed";

    /// <summary>Whether a call by a user of the same program leaves the job as it is even when it succeeds.</summary>
    public bool ActsOnOwn { get; init; }

    /// <summary>Anybody may call: what the route shows is nobody's.</summary>
    private static Rights Open(string function, string route) => new(function, route, 200, 200, 200, 200, 200);

    /// <summary>Every user may call, for what is his own, or for what is nobody's.</summary>
    private static Rights Known(string function, string route, int success = 200) =>
        new(function, route, 401, success, success, success, success) { ActsOnOwn = true };

    /// <summary>The job's owner, users of its program and admins may call.</summary>
    private static Rights Job(string function, string route, string status = "failed") =>
        new(function, route, 401, 403, 200, 200, 200) { Status = status };

    /// <summary>The batch's owner and admins may call.</summary>
    private static Rights Batch(string function, string route) => new(function, route, 401, 403, 403, 200, 200);

    /// <summary>Users of the program and admins may call.</summary>
    private static Rights Program(string function, string route, int success = 200) => new(function, route, 401, 403, success, success, success);

    /// <summary>Only admins may call.</summary>
    private static Rights OnlyAdmin(string function, string route) => new(function, route, 401, 403, 403, 403, 200);

    /// <summary>The route looks into the caller's own files or schedules, and only ann has this one.</summary>
    private static Rights OwnFile(string function, string route) => new(function, route, 401, 404, 404, 200, 404);

    /// <summary>Every route, some in several variants.</summary>
    public static IReadOnlyList<Rights> Table { get; } =
    [
        Open("HealthLive", "GET health/live"),
        Open("HealthReady", "GET health/ready"),
        Open("OpenApiGet", "GET openapi.json"),
        Open("DocsGet", "GET docs"),
        Open("DocsScript", "GET docs/scalar.js"),
        Open("DashboardGet", "GET dashboard"),
        Open("DashboardFile", "GET dashboard/0/app.js"),

        Known("JobsSubmit", "POST jobs/submit", 202) with { Body = """{"name": "mine", "type": "noop"}""" },
        Program("JobsSubmit", "POST jobs/submit", 202) with { Body = """{"name": "ours", "type": "noop", "program_id": 7}""" },
        Known("TranscribeSubmit", "POST transcribe/async", 202) with { Body = "audio" },

        Known("JobsSubmitBatch", "POST jobs/submit-batch", 202) with { Body = """[{"name": "mine", "type": "noop"}]""" },
        Batch("BatchGet", "GET batches/{batch}"),
        Batch("BatchJobs", "GET batches/{batch}/jobs"),
        Batch("BatchCancel", "POST batches/{batch}/cancel"),

        Known("JobsList", "GET jobs/list"),
        Program("JobsList", "GET jobs/list?program_id=7"),
        new("JobsList", "GET jobs/list?user_id=ann", 401, 403, 403, 200, 200),
        Known("JobsAll", "GET jobs"),
        Program("JobsAll", "GET jobs?program_id=7"),
        Known("FailedJobsList", "GET jobs/failed"),
        Program("FailedJobsList", "GET jobs/failed?program_id=7"),
        Known("FailedJobsGroups", "GET jobs/failed/groups"),
        Program("FailedJobsGroups", "GET jobs/failed/groups?program_id=7"),
        new("FailedJobsGroups", "GET jobs/failed/groups?user_id=ann", 401, 403, 403, 200, 200),
        Program("JobQueueProgramJobs", "GET job-queue/jobs/7"),
        Known("JobsStats", "GET jobs/stats"),
        Known("JobsQueueStats", "GET jobs/queue/stats"),
        Known("JobsHistory", "GET jobs/history"),
        Known("JobQueueStatus", "GET job-queue/status"),
        Known("JobQueueWorkers", "GET job-queue/workers"),
        Known("CallerGet", "GET me"),

        Job("OneJobGet", "GET jobs/{id}"),
        Job("OneJobConfig", "GET jobs/{id}/config"),
        Job("OneJobExplain", "GET jobs/{id}/explain"),
        Job("OneJobEvents", "GET jobs/{id}/events"),
        Job("OneJobEvents", "GET jobs/{id}/events?follow=true"),
        Job("OneJobLog", "GET jobs/{id}/log"),
        new("OneJobLog", "GET jobs/{id}/log?follow=true", 401, 403, 204, 204, 204),
        Job("OneJobStatus", "GET jobs/{id}/status"),
        Job("JobStatusGet", "GET jobs/status/{id}"),
        Job("JobStatusPoll", "GET jobs/status/{id}/poll"),
        Job("JobStatusStream", "GET jobs/status/{id}/stream"),
        Job("ResultsGet", "GET results/{id}/result.bin", "completed"),

        Job("OneJobCancel", "POST jobs/{id}/cancel", "scheduled"),
        Job("JobQueueCancel", "POST job-queue/jobs/{id}/cancel", "scheduled"),
        Job("JobControlCancel", "POST jobs/cancel/{id}", "scheduled"),
        Job("JobControlRestart", "POST jobs/restart/{id}"),
        new("JobControlRestart", "POST jobs/restart/{id}", 401, 403, 403, 200, 200) { Body = """{"config": {"steps": 2}}""" },
        Job("OneFailedJobRetry", "POST jobs/failed/{id}/retry"),
        Job("OneJobHold", "POST jobs/{id}/hold"),
        Job("OneJobRelease", "DELETE jobs/{id}/hold"),
        Job("OneJobDelete", "DELETE jobs/{id}"),
        Job("OneFailedJobDelete", "DELETE jobs/failed/{id}"),

        Known("JobsDeleteFinished", "DELETE jobs/finished"),
        Known("FailedJobsClear", "DELETE jobs/failed/clear"),
        Known("FailedJobsRetryAll", "POST jobs/failed/retry-all"),
        Known("JobsBulk", "POST jobs/bulk") with { Body = """{"action": "retry", "filter": {"status": "failed"}}""" },
        Known("JobsBulk", "POST jobs/bulk") with { Body = """{"action": "cancel", "filter": {"type": "noop"}}""" },
        Program("JobsBulk", "POST jobs/bulk") with { Body = """{"action": "delete", "filter": {"program_id": 7}}""" },
        new("JobsBulk", "POST jobs/bulk", 401, 403, 403, 200, 200) { Body = """{"action": "delete", "filter": {"user_id": "ann"}}""" },
        Known("JobsCleanup", "POST jobs/cleanup?max_age_hours=1"),
        Known("JobsResume", "POST jobs/resume"),
        Program("IndexingResetStuckJobs", "POST indexing/reset-stuck-jobs/7"),
        Known("JobTypesList", "GET job-types"),
        Known("LimitsGet", "GET limits"),
        OnlyAdmin("LimitsPut", "PUT limits") with { Body = "{}" },
        OnlyAdmin("RatesList", "GET limits/rates"),
        OnlyAdmin("RatePut", "PUT limits/rates/key:k") with { Body = """{"starts": 5}""" },
        OnlyAdmin("RateDelete", "DELETE limits/rates/key:k"),
        OnlyAdmin("AuditList", "GET audit"),
        OnlyAdmin("JobsConsistency", "GET jobs/consistency"),
        OnlyAdmin("JobQueueStopProcessor", "POST job-queue/stop-processor"),
        OnlyAdmin("JobQueueStartProcessor", "POST job-queue/start-processor"),

        Known("SchedulesList", "GET schedules"),
        new("SchedulesList", "GET schedules?user_id=ann", 401, 403, 403, 200, 200),
        OwnFile("ScheduleGet", "GET schedules/{schedule}"),
        new("ScheduleGet", "GET schedules/{schedule}?user_id=ann", 401, 403, 403, 200, 200),
        OwnFile("SchedulePause", "POST schedules/{schedule}/pause"),
        OwnFile("ScheduleResume", "POST schedules/{schedule}/resume"),
        OwnFile("ScheduleDelete", "DELETE schedules/{schedule}"),
        new("ScheduleDelete", "DELETE schedules/{schedule}?user_id=ann", 401, 403, 403, 200, 200),
        new("SchedulePut", "PUT schedules/{schedule}?user_id=ann", 401, 403, 403, 200, 200) { Body = Nightly },
        Program("SchedulePut", "PUT schedules/theirs") with { Body = """{"cron": "0 3 1 1 *", "job": {"name": "n", "type": "noop", "program_id": 7}}""" },
        Known("SchedulePut", "PUT schedules/mine") with { Body = Nightly },

        Known("FilesList", "GET files"),
        OwnFile("FilesGet", "GET files/{file}"),
        Known("FilesUploadUrl", "POST files/{file}/upload-url"),
        OwnFile("FilesDelete", "DELETE files/{file}"),

        // The first one gives everybody a webhook of this name, the last one takes it away.
        Known("WebhooksPut", "PUT webhooks/w") with { Body = """{"url": "https://example.org/hook"}""" },
        Known("WebhooksList", "GET webhooks"),
        Known("WebhooksGet", "GET webhooks/w"),
        Known("WebhooksRotateSecret", "POST webhooks/w/rotate-secret"),
        Known("WebhookDeliveriesList", "GET webhooks/deliveries"),
        new("WebhookDeliveriesReplay", "POST webhooks/deliveries/none/replay", 401, 404, 404, 404, 404),
        Known("WebhooksDelete", "DELETE webhooks/w"),

        // The last one: it gives everybody a file of this name.
        Known("FilesPut", "PUT files/{file}") with { Body = "text" },
    ];
}
