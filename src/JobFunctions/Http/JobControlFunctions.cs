using System.Text.Json;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Document 001's routes that change one job.</summary>
public sealed class JobControlFunctions(Api api, JobService jobs, JobRestart restart, IOptions<RequestOptions> limits)
{
    /// <summary>Cancels a job that is not in a final status.</summary>
    [Function("JobControlCancel")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/cancel/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(
            request,
            async caller =>
            {
                var job = await jobs.CancelAsync(jobId, caller, cancellationToken);
                var view = new JobChangedView(job.Id.ToString(), JobView.Word(job.Status), "Job cancelled successfully");
                return ApiJson.Result(view, ApiJson.Web.JobChangedView);
            },
            Document001.Words(jobId));

    /// <summary>Starts a failed or cancelled job anew, with the body's <c>config</c> if it has one.</summary>
    [Function("JobControlRestart")]
    public Task<IResult> RestartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/restart/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(
            request,
            async caller =>
            {
                var config = await NewConfigAsync(request, cancellationToken);
                var job = await restart.RestartAsync(jobId, config, caller, cancellationToken);
                var view = new JobChangedView(job.Id.ToString(), JobView.Word(job.Status), "Job restarted and re-queued");
                return ApiJson.Result(view, ApiJson.Web.JobChangedView);
            },
            Document001.Words(jobId));

    private async Task<JsonElement?> NewConfigAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadOptionalJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken) is not { } body)
            return null;
        using (body)
        {
            var fields = new JsonFields(body.RootElement);
            var config = fields.Object("config")?.Clone();
            fields.ThrowIfWrong();
            return config;
        }
    }
}
