using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>
/// Streams of server-sent events about one job: what is told differs, how it is told is the same. A stream ends when the job has ended
/// and everything is told, or before a proxy would cut it; a client comes back with the id of the last event and is not told again what
/// it knows.
/// </summary>
public sealed class JobStreams(JobFollower follower, TimeProvider time)
{
    /// <summary>The platform's proxies cut a request after 230 s; a client comes back by itself.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(220);

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Whether a request asks for a stream where a plain answer is the other choice.</summary>
    public static bool AreWanted(HttpRequest request) =>
        request.Query["follow"] == "true" || request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the stream, to its end.</summary>
    internal async Task<IResult> AnswerAsync(HttpRequest request, string jobId, IJobNews news, Caller caller, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted);
        using var job = await follower.FollowAsync(jobId, caller, either.Token);
        var known = request.Headers["Last-Event-ID"].ToString();

        // A browser reconnects whenever a stream ends; this answer tells it to stop.
        if (job.First.Status.IsFinal() && !await news.SinceAsync(job.First, known, either.Token).AnyAsync(either.Token))
            return Results.NoContent();

        var response = request.HttpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.WriteAsync("retry: 1000\n\n", either.Token);
            await WriteAsync(response, job, news, known, either.Token);
        }
        catch (Exception ended) when (either.IsCancellationRequested || ended is IOException || StorageTrouble.Is(ended))
        {
            // The client left, the host stops, or storage is away: what was written stands, and the client comes back.
        }

        return Results.Empty;
    }

    private async Task WriteAsync(HttpResponse response, FollowedJob followed, IJobNews news, string known, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var told = time.GetTimestamp();
        Job? job = followed.First;
        while (job is not null)
        {
            await foreach (var item in news.SinceAsync(job, known, cancellationToken))
            {
                await response.WriteAsync($"id: {item.Id}\nevent: {item.Name}\ndata: {item.Data}\n\n", cancellationToken);
                known = item.Id;
                told = time.GetTimestamp();
            }

            await response.Body.FlushAsync(cancellationToken);
            if (job.Status.IsFinal())
                return;

            var left = LongestStream - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return;
            var wait = Least(left, KeepAlive - time.GetElapsedTime(told), news.LookEvery);
            if (await followed.Watch.NextAsync(wait, cancellationToken) is { } next)
                job = next.Job;
            else if (time.GetElapsedTime(told) >= KeepAlive)
            {
                await response.WriteAsync(": keep-alive\n\n", cancellationToken);
                told = time.GetTimestamp();
            }
        }
    }

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> times)
    {
        var least = times[0];
        foreach (var one in times)
            least = one < least ? one : least;
        return least;
    }
}
