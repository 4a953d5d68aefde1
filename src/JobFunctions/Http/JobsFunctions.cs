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
    /// <summary>Document 002: submits a job.</summary>
    [Function("JobsSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/submit")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            // Whatever else it is called is read as JSON: curl, for one, calls it a form unless it is told otherwise.
            var job = MultipartParts.AreIn(request)
                ? await SubmitWithFilesAsync(request, caller, cancellationToken)
                : await SubmitJsonAsync(request, caller, cancellationToken);
            request.HttpContext.Response.Headers.Location = $"{request.PathBase}{request.Path.Value!.TrimEnd('/')[..^"submit".Length]}{job.Id}";
            return ApiJson.Result(
                new Submitted(job.Id.ToString(), "Job submitted successfully", JobView.Word(job.Status)), ApiJson.Web.Submitted, 202);
        });

    /// <summary>Document 002: the newest jobs.</summary>
    [Function("JobsList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/list")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var query = ListQuery.Read(request.Query);
            var page = await jobs.ListAsync(query, caller, cancellationToken);
            if (page.Cursor is { } cursor)
                request.HttpContext.Response.Headers.Link = ListQuery.NextLink(request, cursor);
            var now = time.GetUtcNow();
            return ApiJson.Result([.. page.Jobs.Select(job => new JobView(job, now))], ApiJson.Web.IReadOnlyListJobView);
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

    private async Task<Job> SubmitJsonAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken);
        return await jobs.SubmitAsync(jobs.NewId(), SubmitReader.Read(body.RootElement), hasInputs: false, caller, cancellationToken);
    }

    private Task<Job> SubmitWithFilesAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken) =>
        new InputSubmit(jobs, files).SubmitAsync(
            async id =>
            {
                // The submission outlives the document that it was read from.
                var (body, hasInputs) = await new MultipartSubmit(files, limits.Value).ReadAsync(request, id, cancellationToken);
                using (body)
                {
                    var submission = SubmitReader.Read(body.RootElement);
                    return (submission with { Config = submission.Config.Clone() }, hasInputs);
                }
            },
            caller,
            cancellationToken);
}
