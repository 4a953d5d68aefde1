using JobFunctions.Core.Batches;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Routes about jobs that were submitted together.</summary>
public sealed class BatchFunctions(
    Api api, BatchSubmit submit, BatchReader reader, BatchCancel cancel, IOptions<RequestOptions> limits, TimeProvider time)
{
    private const int DefaultLimit = 50;

    /// <summary>Submits up to 1,000 jobs at once; each gets an answer of its own.</summary>
    [Function("JobsSubmitBatch")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/submit-batch")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, caller => BatchSubmit.IsStreamed(request)
            ? submit.StreamAsync(request, caller, cancellationToken)
            : submit.AnswerAsync(request, caller, cancellationToken));

    /// <summary>How far a batch is.</summary>
    [Function("BatchGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "batches/{batchId}")] HttpRequest request,
        string batchId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            ApiJson.Result(new BatchView(await reader.ProgressAsync(batchId, caller, cancellationToken)), ApiJson.Web.BatchView));

    /// <summary>The jobs of a batch.</summary>
    [Function("BatchJobs")]
    public Task<IResult> JobsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "batches/{batchId}/jobs")] HttpRequest request,
        string batchId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var limit = ListQuery.Limit(request.Query, DefaultLimit, limits.Value);
            var page = await reader.JobsAsync(
                batchId, ListQuery.StatusOf(request.Query, "status"), limit, Cursor(request.Query), caller, cancellationToken);
            return JobListAnswer.Of(request, page, page.Count == limit ? page[^1].Id.ToString() : null, time.GetUtcNow());
        });

    /// <summary>Cancels what has not ended of a batch.</summary>
    [Function("BatchCancel")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{batchId}/cancel")] HttpRequest request,
        string batchId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var outcome = await cancel.CancelAsync(batchId, caller, cancellationToken);
            var view = new BatchCancelledView(
                outcome.Failed == 0,
                $"Cancelled {outcome.Done} job(s){(outcome.IsComplete ? "" : "; more are left, call again")}",
                outcome.Done,
                outcome.Failed,
                BulkErrorView.Of(outcome),
                outcome.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.BatchCancelledView);
        });

    private static JobId? Cursor(IQueryCollection query) => ListQuery.Text(query, "cursor") switch
    {
        null => null,
        var cursor when JobId.TryParse(cursor, out var id) => id,
        _ => throw new InvalidRequestException("cursor", "must be what a Link header gave"),
    };
}
