using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Document 003's routes about one failed job. See <see cref="FailedJobsFunctions"/> for why the names begin as they do.</summary>
public sealed class OneFailedJobFunctions(Api api, FailedJobs failed)
{
    /// <summary>Requeues a failed job.</summary>
    [Function("OneFailedJobRetry")]
    public Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/failed/{jobId}/retry")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await failed.RetryAsync(jobId, caller, cancellationToken);
            var view = new FailedJobChangedView(true, jobId, $"Job {jobId} has been requeued successfully");
            return ApiJson.Result(view, ApiJson.Web.FailedJobChangedView);
        });

    /// <summary>Deletes a failed job with its files.</summary>
    [Function("OneFailedJobDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/failed/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await failed.DeleteAsync(jobId, caller, cancellationToken);
            var view = new FailedJobChangedView(true, jobId, $"Job {jobId} has been deleted successfully");
            return ApiJson.Result(view, ApiJson.Web.FailedJobChangedView);
        });
}
