using System.Globalization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Documents 001 and 003: one job's status, at once, after the next change, or as a stream of changes.</summary>
public sealed class JobStatusFunctions(Api api, JobService jobs, JobFollower follower, JobStreams streams, TimeProvider time)
{
    private const int DefaultTimeout = 30;
    private const int MaxTimeout = 220;

    /// <summary>The job as it is.</summary>
    [Function("JobStatusGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/status/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(
            request,
            async caller => await ShowAsync(await jobs.GetAsync(jobId, caller, cancellationToken), cancellationToken),
            Document001.Words(jobId));

    /// <summary>The job as soon as its status differs from the one that the caller knows, or when the time is over.</summary>
    [Function("JobStatusPoll")]
    public Task<IResult> PollAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/status/{jobId}/poll")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(
            request,
            async caller =>
            {
                var known = ListQuery.StatusOf(request.Query, "current_status");
                var job = await follower.NextStatusAsync(jobId, known, Timeout(request.Query), caller, cancellationToken);
                return await ShowAsync(job, cancellationToken);
            },
            Document001.Words(jobId));

    /// <summary>Every change of the job as a server-sent event, until it has ended.</summary>
    [Function("JobStatusStream")]
    public Task<IResult> StreamAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/status/{jobId}/stream")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(
            request, caller => streams.AnswerAsync(request, jobId, new StatusNews(time), caller, cancellationToken), Document001.Words(jobId));

    private async Task<IResult> ShowAsync(Job job, CancellationToken cancellationToken)
    {
        using var config = job.Type == FunctionCall.JobType ? await jobs.ConfigAsync(job, cancellationToken) : null;
        var view = new JobStatusView(job, FunctionCall.Of(job, config?.RootElement.Clone()), time.GetUtcNow());
        return ApiJson.Result(view, ApiJson.Web.JobStatusView);
    }

    private static TimeSpan Timeout(IQueryCollection query)
    {
        if (!query.TryGetValue("timeout", out var given))
            return TimeSpan.FromSeconds(DefaultTimeout);
        return double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxTimeout
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidRequestException("timeout", $"must be a number of seconds between 1 and {MaxTimeout}");
    }
}
