using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Document 004: the jobs of a program.</summary>
public sealed class ProgramJobsFunctions(Api api, JobService jobs, IOptions<RequestOptions> limits, TimeProvider time)
{
    private const int PageSize = 20;

    /// <summary>The program's newest jobs.</summary>
    [Function("JobQueueProgramJobs")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "job-queue/jobs/{programId}")] HttpRequest request,
        string programId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var query = ListQuery.Read(request.Query, limits.Value) with
            {
                Program = PathText.Whole(programId),
                Limit = ListQuery.Limit(request.Query, PageSize, limits.Value),
            };
            var page = await jobs.ListAsync(query, caller, cancellationToken);
            return JobListAnswer.Of(request, page.Jobs, page.Cursor, time.GetUtcNow());
        });

    /// <summary>Cancels a job that is not in a final status.</summary>
    [Function("JobQueueCancel")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "job-queue/jobs/{jobId}/cancel")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await jobs.CancelAsync(jobId, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Job cancelled successfully"), ApiJson.Web.Done);
        });
}
