using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>
/// Routes about all jobs. The host tries routes in the order of the functions' names, so these names sort before those of
/// <see cref="OneJobFunctions"/>: <c>jobs/list</c> has to be tried before <c>jobs/{jobId}</c>.
/// </summary>
public sealed class JobsFunctions(
    Api api, JobService jobs, JobFiles files, Workers instances, IOptions<RequestOptions> limits, TimeProvider time)
{
    private const string SubmitRoute = "jobs/submit";

    /// <summary>Document 002: submits a job.</summary>
    [Function("JobsSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = SubmitRoute)] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            // Whatever else it is called is read as JSON: curl, for one, calls it a form unless it is told otherwise.
            var outcome = MultipartParts.AreIn(request)
                ? await SubmitWithFilesAsync(request, caller, cancellationToken)
                : await SubmitJsonAsync(request, caller, cancellationToken);
            return SubmitAnswer.Of(request, SubmitRoute, outcome);
        });

    /// <summary>Document 002: the newest jobs.</summary>
    [Function("JobsList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/list")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var query = ListQuery.Read(request.Query, limits.Value);
            var page = await jobs.ListAsync(query, caller, cancellationToken);
            return JobListAnswer.Of(request, page.Jobs, page.Cursor, time.GetUtcNow());
        });

    /// <summary>Documents 002 and 003: how many jobs and workers there are.</summary>
    [Function("JobsStats")]
    public Task<IResult> StatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/stats")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async _ =>
        {
            var counts = await jobs.CountAsync(cancellationToken);
            var workers = await instances.LookAsync(cancellationToken);
            return ApiJson.Result(
                new StatsView(
                    counts.Total,
                    counts[JobStatus.Scheduled],
                    counts[JobStatus.Pending],
                    counts[JobStatus.Running],
                    counts[JobStatus.Completed],
                    counts[JobStatus.Failed],
                    counts[JobStatus.Cancelled],
                    workers.Busy,
                    workers.Total,
                    "default",
                    counts[JobStatus.Pending],
                    counts[JobStatus.Failed],
                    counts[JobStatus.Running],
                    counts[JobStatus.Completed]),
                ApiJson.Web.StatsView);
        });

    private async Task<SubmitOutcome> SubmitJsonAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var key = IdempotencyHeader.Read(request, caller);
        using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken);
        var submission = SubmitReader.Read(body.RootElement);
        if (key is not null)
            submission = submission with { Idempotency = new IdempotencyKey(key, JobKey.Of(SubmitRoute, body.RootElement.GetRawText())) };
        return await jobs.SubmitAsync(jobs.NewId(), submission, hasInputs: false, caller, cancellationToken);
    }

    private Task<SubmitOutcome> SubmitWithFilesAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken) =>
        new InputSubmit(jobs, files).SubmitAsync(
            request,
            async (id, digest) =>
            {
                // The submission outlives the document that it was read from.
                var (body, hasInputs) = await new MultipartSubmit(files, limits.Value).ReadAsync(request, id, digest, cancellationToken);
                using (body)
                {
                    var submission = SubmitReader.Read(body.RootElement);
                    return (submission with { Config = submission.Config.Clone() }, hasInputs);
                }
            },
            caller,
            cancellationToken);
}
