using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>
/// Where the jobs of a chaos run do their work: an HTTP endpoint outside of the processes that are killed. It sees what really ran: which
/// attempt of which job, for whom, from when until when. A request is open just as long as its handler is at work, since a process that
/// is killed takes its connections with it.
/// </summary>
internal sealed class WorkPlace : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Work> _done = new();

    private WorkPlace(WebApplication app) => _app = app;

    /// <summary>What has been done, in the order in which it ended.</summary>
    public IReadOnlyCollection<Work> Done => _done;

    public static async Task<WorkPlace> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var place = new WorkPlace(app);
        app.MapPost("/attempts/{user}", place.WorkAsync);
        await app.StartAsync();
        return place;
    }

    /// <summary>The config of a job that works here.</summary>
    /// <param name="user">For whom.</param>
    /// <param name="milliseconds">How long.</param>
    /// <param name="failures">How many of its first attempts fail; −1: all of them, for good.</param>
    public object Job(string user, int milliseconds, int failures) =>
        new { url = $"{_app.Urls.Single()}/attempts/{user}?ms={milliseconds}&failures={failures}", method = "POST" };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> WorkAsync(string user, int ms, int failures, HttpContext context)
    {
        var job = context.Request.Headers["Idempotency-Key"].ToString();
        var attempt = int.Parse(context.Request.Headers["JobFunctions-Attempt"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        var began = Stopwatch.GetTimestamp();
        var at = TimeProvider.System.GetUtcNow();
        var isCutShort = false;
        try
        {
            // The work itself takes its time.
            await Task.Delay(ms, context.RequestAborted);
            return failures < 0 ? Results.BadRequest() : Results.StatusCode(attempt <= failures ? 500 : 200);
        }
        catch (OperationCanceledException)
        {
            isCutShort = true;
            return Results.StatusCode(499);
        }
        finally
        {
            _done.Enqueue(new Work(user, job, attempt, at, began, Stopwatch.GetTimestamp(), isCutShort));
        }
    }
}

/// <summary>One attempt as it was seen.</summary>
/// <param name="User">For whom.</param>
/// <param name="Job">Of which job.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="At">When it began.</param>
/// <param name="Began">The same, in ticks.</param>
/// <param name="Ended">When it ended, in ticks.</param>
/// <param name="IsCutShort">The caller went away: it was cancelled, or killed.</param>
internal sealed record Work(string User, string Job, int Attempt, DateTimeOffset At, long Began, long Ended, bool IsCutShort)
{
    /// <summary>A connection's end is noticed a little after the handler has returned; an answer is given before.</summary>
    private static readonly long NoticedLate = Stopwatch.Frequency / 2;

    /// <summary>How many were at work at the same moment.</summary>
    public static int MostAtOnce(IEnumerable<Work> works)
    {
        var (most, now) = (0, 0);
        var changes = works.SelectMany(work => new[] { (At: work.Began, Change: 1), (At: work.CertainEnd, Change: -1) });
        foreach (var (_, change) in changes.OrderBy(change => change.At).ThenBy(change => change.Change))
            most = Math.Max(most, now += change);
        return most;
    }

    private long CertainEnd => IsCutShort ? Math.Max(Began, Ended - NoticedLate) : Ended;
}
