using System.Reflection;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The platform tries routes in the order of the functions' names: each documented route must reach its own function.</summary>
public class DocumentedRoutesTests
{
    private const string Id = "550e8400-e29b-41d4-a716-446655440000";

    private static readonly RouteTable Routes = RouteTable.Create(FunctionScanner.Scan(HostedApp.Default.Types), "api/v1");

    [Theory]
    [InlineData("POST", "jobs/submit", "JobsSubmit")]
    [InlineData("POST", "jobs/submit-batch", "JobsSubmitBatch")]
    [InlineData("GET", "batches/" + Id, "BatchGet")]
    [InlineData("GET", "batches/" + Id + "/jobs", "BatchJobs")]
    [InlineData("POST", "batches/" + Id + "/cancel", "BatchCancel")]
    [InlineData("GET", "jobs/list", "JobsList")]
    [InlineData("GET", "jobs", "JobsAll")]
    [InlineData("GET", "jobs/" + Id, "OneJobGet")]
    [InlineData("GET", "jobs/job_invalid_id", "OneJobGet")]
    [InlineData("GET", "jobs/" + Id + "/status", "OneJobStatus")]
    [InlineData("POST", "jobs/" + Id + "/cancel", "OneJobCancel")]
    [InlineData("DELETE", "jobs/" + Id, "OneJobDelete")]
    [InlineData("POST", "jobs/" + Id + "/hold", "OneJobHold")]
    [InlineData("DELETE", "jobs/" + Id + "/hold", "OneJobRelease")]
    [InlineData("GET", "jobs/stats", "JobsStats")]
    [InlineData("POST", "jobs/cleanup", "JobsCleanup")]
    [InlineData("GET", "jobs/status/" + Id, "JobStatusGet")]
    [InlineData("GET", "jobs/status/abc-123", "JobStatusGet")]
    [InlineData("GET", "jobs/status/" + Id + "/poll", "JobStatusPoll")]
    [InlineData("GET", "jobs/status/" + Id + "/stream", "JobStatusStream")]
    [InlineData("GET", "jobs/queue/stats", "JobsQueueStats")]
    [InlineData("GET", "jobs/consistency", "JobsConsistency")]
    [InlineData("POST", "jobs/cancel/" + Id, "JobControlCancel")]
    [InlineData("POST", "jobs/restart/" + Id, "JobControlRestart")]
    [InlineData("GET", "jobs/failed", "FailedJobsList")]
    [InlineData("POST", "jobs/failed/" + Id + "/retry", "OneFailedJobRetry")]
    [InlineData("POST", "jobs/failed/retry-all", "FailedJobsRetryAll")]
    [InlineData("DELETE", "jobs/failed/" + Id, "OneFailedJobDelete")]
    [InlineData("DELETE", "jobs/failed/clear", "FailedJobsClear")]
    [InlineData("POST", "jobs/resume", "JobsResume")]
    [InlineData("DELETE", "jobs/finished", "JobsDeleteFinished")]
    [InlineData("POST", "transcribe/async", "TranscribeSubmit")]
    [InlineData("GET", "job-queue/status", "JobQueueStatus")]
    [InlineData("GET", "job-queue/jobs/1", "JobQueueProgramJobs")]
    [InlineData("POST", "job-queue/jobs/" + Id + "/cancel", "JobQueueCancel")]
    [InlineData("POST", "job-queue/start-processor", "JobQueueStartProcessor")]
    [InlineData("POST", "job-queue/stop-processor", "JobQueueStopProcessor")]
    [InlineData("POST", "indexing/reset-stuck-jobs/1", "IndexingResetStuckJobs")]
    [InlineData("GET", "results/" + Id + "/matched_results.json", "ResultsGet")]
    [InlineData("PUT", "files/a.csv", "FilesPut")]
    [InlineData("GET", "files", "FilesList")]
    [InlineData("GET", "files/a.csv", "FilesGet")]
    [InlineData("DELETE", "files/a.csv", "FilesDelete")]
    [InlineData("POST", "files/a.csv/upload-url", "FilesUploadUrl")]
    [InlineData("GET", "audit", "AuditList")]
    [InlineData("GET", "job-types", "JobTypesList")]
    [InlineData("GET", "webhooks", "WebhooksList")]
    [InlineData("PUT", "webhooks/w", "WebhooksPut")]
    [InlineData("GET", "webhooks/w", "WebhooksGet")]
    [InlineData("DELETE", "webhooks/w", "WebhooksDelete")]
    [InlineData("POST", "webhooks/w/rotate-secret", "WebhooksRotateSecret")]
    [InlineData("GET", "webhooks/deliveries", "WebhookDeliveriesList")]
    [InlineData("POST", "webhooks/deliveries/d/replay", "WebhookDeliveriesReplay")]
    [InlineData("GET", "health/live", "HealthLive")]
    [InlineData("GET", "health/ready", "HealthReady")]
    [InlineData("GET", "openapi.json", "OpenApiGet")]
    [InlineData("GET", "docs", "DocsGet")]
    [InlineData("GET", "dashboard", "DashboardGet")]
    [InlineData("GET", "dashboard/0/app.js", "DashboardFile")]
    [InlineData("GET", "me", "CallerGet")]
    [InlineData("GET", "job-queue/workers", "JobQueueWorkers")]
    [InlineData("GET", "jobs/" + Id + "/config", "OneJobConfig")]
    public void A_documented_route_reaches_its_own_function(string method, string path, string function) =>
        Assert.Equal(function, Routes.Match(method, $"/api/v1/{path}")?.Route.Function.Name);

    [Fact]
    public void Every_HTTP_function_says_who_may_call_it()
    {
        var triggers = HostedApp.Default.Types
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .ToList();

        // Keys are not used: who calls is found out inside, the same way on both hosts.
        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
    }
}
