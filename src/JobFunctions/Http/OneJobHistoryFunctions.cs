using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>What happened to one job. See <see cref="JobsFunctions"/> for why the names begin as they do.</summary>
public sealed class OneJobHistoryFunctions(Api api, JobService jobs, JobLogs logs, JobStreams streams)
{
    /// <summary>The job's timeline, at once or as a stream.</summary>
    [Function("OneJobEvents")]
    public Task<IResult> EventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}/events")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => JobStreams.AreWanted(request)
            ? await streams.AnswerAsync(request, jobId, new TimelineNews(), caller, cancellationToken)
            : ApiJson.Result(new TimelineView(await jobs.GetAsync(jobId, caller, cancellationToken)), ApiJson.Web.TimelineView));

    /// <summary>What the job's handler said, at once or as a stream.</summary>
    [Function("OneJobLog")]
    public Task<IResult> LogAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{jobId}/log")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            if (JobStreams.AreWanted(request))
                return await streams.AnswerAsync(request, jobId, new LogNews(logs), caller, cancellationToken);
            var job = await jobs.GetAsync(jobId, caller, cancellationToken);
            return new LogText(logs, job.Id, await logs.AttemptsAsync(job.Id, cancellationToken));
        });
}
