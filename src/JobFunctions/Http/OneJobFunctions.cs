using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Document 002's routes about one job. See <see cref="JobsFunctions"/> for why the names begin as they do.</summary>
public sealed class OneJobFunctions(Api api, JobService jobs, JobExplainer explainer, TimeProvider time)
{
    /// <summary>The job's details.</summary>
    [Function("OneJobGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var job = await jobs.GetAsync(jobId, caller, cancellationToken);
            return ApiJson.Result(new JobDetailsView(job, time.GetUtcNow()), ApiJson.Web.JobDetailsView);
        });

    /// <summary>Document 000: the job in short.</summary>
    [Function("OneJobStatus")]
    public Task<IResult> StatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}/status")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            ApiJson.Result(new JobShortView(await jobs.GetAsync(jobId, caller, cancellationToken)), ApiJson.Web.JobShortView));

    /// <summary>The job's config as it was submitted, without what is secret in it.</summary>
    [Function("OneJobConfig")]
    public Task<IResult> ConfigAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}/config")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var job = await jobs.GetAsync(jobId, caller, cancellationToken);
            using var config = await jobs.ConfigAsync(job, cancellationToken);
            return ApiJson.Result(new ConfigView(job.Id.ToString(), config.RootElement.Clone()), ApiJson.Web.ConfigView);
        });

    /// <summary>Why the job is not running.</summary>
    [Function("OneJobExplain")]
    public Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}/explain")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => ApiJson.Result(
            new ExplanationView(await explainer.ExplainAsync(jobId, caller, cancellationToken)), ApiJson.Web.ExplanationView));

    /// <summary>Cancels a job that is not in a final status.</summary>
    [Function("OneJobCancel")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/{jobId}/cancel")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await jobs.CancelAsync(jobId, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Job cancelled successfully"), ApiJson.Web.Done);
        });

    /// <summary>Deletes a job in a final status with its files.</summary>
    [Function("OneJobDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await jobs.DeleteAsync(jobId, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Job deleted successfully"), ApiJson.Web.Done);
        });
}
