using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Holding a job and releasing it. See <see cref="JobsFunctions"/> for why the names begin as they do.</summary>
public sealed class JobHoldFunctions(Api api, JobHolds holds)
{
    /// <summary>Keeps the job until it is released.</summary>
    [Function("OneJobHold")]
    public Task<IResult> HoldAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/{jobId}/hold")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await holds.SetAsync(jobId, held: true, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Job is held until it is released"), ApiJson.Web.Done);
        });

    /// <summary>Lets the job go again.</summary>
    [Function("OneJobRelease")]
    public Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/{jobId}/hold")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await holds.SetAsync(jobId, held: false, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Job is released"), ApiJson.Web.Done);
        });
}
