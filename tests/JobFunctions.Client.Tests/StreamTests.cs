using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Client.Tests;

public class StreamTests
{
    private static readonly Func<HttpContext, Task> Complete = Events(Event("c", "job_complete", "completed", 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_breaks_goes_on_where_it_stopped()
    {
        // A connection that is aborted at once can take along what was written before.
        var arrived = new TaskCompletionSource();
        var broken = Broken(arrived.Task, Event("a", "job_update", "pending", 0), Event("b", "job_update", "running", 0.5));
        await using var service = await Service.StartAsync(null, broken, Service.Says(503), Complete);

        var updates = new List<JobUpdate>();
        await foreach (var update in service.Client.StreamAsync("1", Token))
        {
            updates.Add(update);
            if (update.Status == JobStatus.Running)
                arrived.SetResult();
        }

        Assert.Equal(
            [(JobStatus.Pending, 0), (JobStatus.Running, 0.5), (JobStatus.Completed, 1)], updates.Select(update => (update.Status, update.Progress)));
        Assert.False(service.Requests[0].Headers.ContainsKey("Last-Event-ID"));
        Assert.Equal(["b", "b"], service.Requests.Skip(1).Select(request => request.Headers["Last-Event-ID"]));
        Assert.Equal("/api/v1/jobs/status/1/stream", service.Requests[0].Path);
    }

    [Fact]
    public async Task A_stream_that_the_service_ends_is_opened_anew_as_often_as_it_takes()
    {
        var ends = Enumerable.Repeat(Events(), 20);
        await using var service = await Service.StartAsync(null, [.. ends, Complete]);

        Assert.Equal(JobStatus.Completed, (await service.Client.StreamAsync("1", Token).SingleAsync(Token)).Status);

        Assert.Equal(21, service.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_only_breaks_is_given_up()
    {
        await using var service = await Service.StartAsync(new JobClientOptions { MaxRetries = 2, RetryBase = TimeSpan.Zero }, Broken(Task.CompletedTask));

        await Assert.ThrowsAsync<ServiceUnavailableException>(async () => await service.Client.StreamAsync("1", Token).ToListAsync(Token));

        // A break before the headers have arrived is the request's, with retries of its own.
        Assert.InRange(service.Requests.Count, 3, 9);
    }

    [Fact]
    public async Task No_content_means_that_the_end_is_known()
    {
        await using var service = await Service.StartAsync(null, Service.Says(204, ""));
        Assert.Empty(await service.Client.StreamAsync("1", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_connection_that_is_silent_is_dead()
    {
        var time = new SteppedTime();
        var options = new JobClientOptions { Time = time, RetryBase = TimeSpan.Zero };
        await using var service = await Service.StartAsync(options, Silent(Event("a", "job_update", "pending", 0)), Complete);

        var all = service.Client.StreamAsync("1", Token).ToListAsync(Token).AsTask();
        await time.BeginsToWait(options.StreamSilence, times: 2);
        while (!all.IsCompleted)
        {
            time.Advance(options.StreamSilence);
            await Task.WhenAny(all, Eventually.BecomesTrue(() => service.Requests.Count == 2, "the stream is opened anew"));
        }

        Assert.Equal(2, (await all).Count);
    }

    [Fact]
    public async Task Who_waits_gets_the_job_as_it_ended()
    {
        const string job = """{"id":"1","name":"n","type":"t","user_id":"u","status":"completed","priority":3,"tags":["a"],"result":{"found":7}}""";
        await using var service = await Service.StartAsync(null, Complete, Service.Says(200, job));

        var ended = await service.Client.WaitAsync("1", cancellationToken: Token);

        Assert.Equal((JobStatus.Completed, JobPriority.High), (ended.Status, ended.Priority));
        Assert.Equal(7, ended.Result!.Value.GetProperty("found").GetInt32());
    }

    private static string Event(string id, string name, string status, double progress) => string.Create(
        null, $"id: {id}\nevent: {name}\ndata: {{\"job_id\":\"1\",\"status\":\"{status}\",\"progress\":{progress}}}\n\n");

    private static Func<HttpContext, Task> Events(params string[] events) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var text in events)
            await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    };

    private static Func<HttpContext, Task> Broken(Task when, params string[] events) => async context =>
    {
        await Events(events)(context);
        await when;
        context.Abort();
    };

    private static Func<HttpContext, Task> Silent(params string[] events) => async context =>
    {
        await Events(events)(context);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    };
}
