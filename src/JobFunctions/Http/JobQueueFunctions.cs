using JobFunctions.Core;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace JobFunctions.Http;

/// <summary>Document 004: the queue and its processor.</summary>
public sealed class JobQueueFunctions(
    Api api, QueueOverview overview, Workers workers, ProcessorControl processor, BulkService bulk, Instance self,
    IHostApplicationLifetime lifetime)
{
    /// <summary>Counts, the job that waits for longest, and the processor.</summary>
    [Function("JobQueueStatus")]
    public Task<IResult> StatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "job-queue/status")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var oldest = await overview.OldestPendingAsync(cancellationToken);
            var queue = await overview.LookAsync(cancellationToken);
            var view = new JobQueueStatusView(
                new QueueView(
                    queue.Counts[JobStatus.Pending],
                    queue.Counts[JobStatus.Running],
                    queue.Counts[JobStatus.Completed],
                    queue.Counts[JobStatus.Failed],
                    oldest is null ? null : new OldestPendingView(caller.MayTouch(oldest) ? oldest.Id.ToString() : null, oldest.CreatedAt, oldest.Type)),
                new ProcessorView(
                    self.Id, queue.ProcessorRuns, queue.Workers.Total > 0, lifetime.ApplicationStopping.IsCancellationRequested),
                queue.ProcessorRuns);
            return ApiJson.Result(view, ApiJson.Web.JobQueueStatusView);
        });

    /// <summary>Each instance that is there.</summary>
    [Function("JobQueueWorkers")]
    public Task<IResult> WorkersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "job-queue/workers")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async _ => ApiJson.Result(
            new WorkersView([.. (await workers.ListAsync(cancellationToken)).Select(worker => new WorkerView(worker, workers.IsOverdue(worker)))]),
            ApiJson.Web.WorkersView));

    /// <summary>Lets jobs start again, everywhere; those that waited follow in their order.</summary>
    [Function("JobQueueStartProcessor")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "job-queue/start-processor")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await processor.StartAsync(caller, cancellationToken);
            return Changed("Job processor started", isRunning: true);
        });

    /// <summary>Lets no job start, everywhere; those that run go on.</summary>
    [Function("JobQueueStopProcessor")]
    public Task<IResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "job-queue/stop-processor")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await processor.StopAsync(caller, cancellationToken);
            return Changed("Job processor stopped", isRunning: false);
        });

    /// <summary>Takes back a program's jobs whose instance is gone.</summary>
    [Function("IndexingResetStuckJobs")]
    public Task<IResult> ResetStuckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "indexing/reset-stuck-jobs/{programId}")] HttpRequest request,
        string programId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var program = PathText.Whole(programId);
            var reset = await bulk.ResetStuckAsync(program, caller, cancellationToken);
            var view = new StuckResetView(
                reset.Failed == 0, $"Reset {reset.Done} stuck job(s) of program {program}", reset.Done, reset.Failed,
                BulkErrorView.Of(reset), reset.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.StuckResetView);
        });

    private static IResult Changed(string message, bool isRunning) =>
        ApiJson.Result(new ProcessorChangedView(true, message, isRunning), ApiJson.Web.ProcessorChangedView);
}
