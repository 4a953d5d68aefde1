using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Documents 000 and 001: all jobs as an object, and the state of the queue.</summary>
public sealed class JobsOverviewFunctions(
    Api api, JobService jobs, QueueOverview overview, Controls controls, IOptions<RequestOptions> requests, TimeProvider time)
{
    /// <summary>The newest jobs.</summary>
    [Function("JobsAll")]
    public Task<IResult> AllAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var query = ListQuery.Read(request.Query, requests.Value);
            var page = await jobs.ListAsync(query, caller, cancellationToken);
            var now = time.GetUtcNow();
            var view = new JobPageView(
                [.. page.Jobs.Select(job => new JobView(job, now))], page.Cursor, await TotalAsync(query, caller, cancellationToken));
            return ApiJson.Result(view, ApiJson.Web.JobPageView);
        });

    /// <summary>Counts, workers and settings.</summary>
    [Function("JobsQueueStats")]
    public Task<IResult> StatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/queue/stats")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async _ =>
        {
            var queue = await overview.LookAsync(cancellationToken);
            var limits = await controls.LimitsAsync(cancellationToken);
            var view = new QueueStatsView(
                queue.Counts[JobStatus.Pending],
                queue.Counts[JobStatus.Running],
                queue.Counts[JobStatus.Scheduled],
                queue.Counts[JobStatus.Completed],
                queue.Counts[JobStatus.Failed],
                queue.Counts[JobStatus.Cancelled],
                queue.Counts.Total,
                "azure-storage",
                queue.Snapshots,
                queue.Workers.Total,
                queue.Workers.CpuPercent,
                queue.Workers.MemoryMb,
                limits.Global,
                limits.PerUser,
                Word(queue.Workers.Health),
                queue.LastCleanup);
            return ApiJson.Result(view, ApiJson.Web.QueueStatsView);
        });

    // Counters know every job and its status and nothing else, so only an admin's unfiltered lists have a total.
    private async Task<long?> TotalAsync(JobQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin || query is not { Owner: null, Program: null, Type: null, Tag: null, Text: null, Fingerprint: null })
            return null;
        var counts = await jobs.CountAsync(cancellationToken);
        return query.Status is { } status ? counts[status] : counts.Total;
    }

    private static string Word(WorkerHealth health) => health switch
    {
        WorkerHealth.Healthy => "healthy",
        WorkerHealth.Degraded => "degraded",
        _ => "unhealthy",
    };
}
