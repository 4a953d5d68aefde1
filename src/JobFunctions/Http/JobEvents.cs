using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>
/// Document 001's stream of server-sent events. An event's id names the change that it shows, so a client that comes back is not told
/// again what it knows; changes that it missed are not kept, it is told how the job is now.
/// </summary>
public sealed class JobEvents(JobFollower follower, TimeProvider time)
{
    /// <summary>The platform's proxies cut a request after 230 s; a client comes back by itself.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(220);

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Writes the stream, to its end.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, string jobId, Caller caller, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted);
        using var job = await follower.FollowAsync(jobId, caller, either.Token);
        var known = request.Headers["Last-Event-ID"].ToString();

        // A browser reconnects whenever a stream ends; this answer tells it to stop.
        if (job.First.Status.IsFinal() && job.First.OperationId == known)
            return Results.NoContent();

        var response = request.HttpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.WriteAsync("retry: 1000\n\n", either.Token);
            await WriteAsync(response, job, known, either.Token);
        }
        catch (Exception ended) when (either.IsCancellationRequested || ended is IOException or Core.Storage.StorageUnavailableException)
        {
            // The client left, the host stops, or storage is away: what was written stands, and the client comes back.
        }

        return Results.Empty;
    }

    private async Task WriteAsync(HttpResponse response, FollowedJob followed, string known, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        Job? job = followed.First;
        if (job.OperationId != known)
            await WriteAsync(response, job, cancellationToken);
        else
            await response.Body.FlushAsync(cancellationToken);

        while (job is { } shown && !shown.Status.IsFinal())
        {
            var left = LongestStream - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return;
            if (await followed.Watch.NextAsync(left < KeepAlive ? left : KeepAlive, cancellationToken) is { } next)
            {
                job = next.Job;
                if (job is not null)
                    await WriteAsync(response, job, cancellationToken);
            }
            else
            {
                await response.WriteAsync(": keep-alive\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task WriteAsync(HttpResponse response, Job job, CancellationToken cancellationToken)
    {
        var (name, data) = job.Status.IsFinal()
            ? ("job_complete", JsonSerializer.Serialize(new JobCompleteView(job, time.GetUtcNow()), ApiJson.Web.JobCompleteView))
            : ("job_update", JsonSerializer.Serialize(new JobUpdateView(job), ApiJson.Web.JobUpdateView));
        await response.WriteAsync($"id: {job.OperationId}\nevent: {name}\ndata: {data}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
