using System.Collections.Concurrent;
using System.Diagnostics;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Telemetry;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Telemetry;

public sealed class JobTracingTests : IDisposable
{
    private readonly AzuriteFixture _azurite;
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public JobTracingTests(AzuriteFixture azurite)
    {
        _azurite = azurite;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Every_attempt_in_whichever_process_is_in_the_trace_of_the_submit()
    {
        var account = _azurite.NewAccount();
        await using var first = await Core.StartAsync(account);
        await using var second = await Core.StartAsync(account, first.Time);
        second.Handler.Script = (context, _) => context.Attempt == 1
            ? throw new InvalidOperationException("the first one fails")
            : Task.FromResult<System.Text.Json.JsonElement?>(null);
        var job = await first.SubmitAsync();
        await second.RunBellsAsync();

        var spans = Of(job.Id);
        Assert.Equal(["send jobs-normal", "process jobs-normal", "process jobs-normal"], spans.Select(span => span.DisplayName));
        Assert.Equal([ActivityKind.Producer, ActivityKind.Consumer, ActivityKind.Consumer], spans.Select(span => span.Kind));
        var send = spans[0];
        Assert.All(spans[1..], attempt => Assert.Equal((send.TraceId, send.SpanId), (attempt.TraceId, attempt.ParentSpanId)));
        Assert.Equal([1, 2], spans[1..].Select(attempt => (int)attempt.GetTagItem("job.attempt")!));
        Assert.Equal(["pending", "completed"], spans[1..].Select(attempt => attempt.GetTagItem("job.status")));
        Assert.Equal((ActivityStatusCode.Error, "the first one fails"), (spans[1].Status, spans[1].StatusDescription));
        Assert.Equal(nameof(InvalidOperationException), spans[1].GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Unset, spans[2].Status);
    }

    [Fact]
    public async Task Who_takes_over_from_a_process_that_was_gone_is_in_the_trace_and_one_span_tells_the_end()
    {
        var account = _azurite.NewAccount();
        await using var gone = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, gone.Time);
        var late = await LateAttempt.StartAsync(gone);
        await late.TakeOverAsync(other);
        await late.ReturnAsync();

        var spans = Of(late.Job.Id);
        var attempts = spans[1..].OrderBy(span => (int)span.GetTagItem("job.attempt")!).ToList();
        Assert.Equal([1, 2], attempts.Select(attempt => (int)attempt.GetTagItem("job.attempt")!));
        Assert.All(attempts, attempt => Assert.Equal((spans[0].TraceId, spans[0].SpanId), (attempt.TraceId, attempt.ParentSpanId)));
        Assert.Same(attempts[1], Assert.Single(attempts, attempt => attempt.GetTagItem("job.status") is "completed"));
    }

    [Fact]
    public async Task The_trace_begins_where_the_caller_began_it()
    {
        await using var core = await Core.StartAsync(_azurite.NewAccount());
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        caller.Start();

        var job = await core.SubmitAsync();
        caller.Stop();
        await core.RunBellsAsync();

        Assert.All(Of(job.Id), span => Assert.Equal(caller.TraceId, span.TraceId));
        Assert.Equal(caller.SpanId, Of(job.Id)[0].ParentSpanId);
    }

    [Fact]
    public async Task A_secret_in_an_error_is_in_no_span()
    {
        await using var core = await Core.StartAsync(
            _azurite.NewAccount(),
            settings: [("Secrets:CurrentKey", "k"), ("Secrets:Keys:k", Convert.ToBase64String(new byte[32]))]);
        core.Handler.Script = (context, _) => throw new Handlers.PermanentJobException($"refused: {context.Secrets["key"]}");

        var job = await core.SubmitAsync(Core.New() with { Secrets = new Dictionary<string, string> { ["key"] = "hush-hush" } });
        await core.RunBellsAsync();

        var attempt = Of(job.Id)[1];
        Assert.StartsWith("refused: ", attempt.StatusDescription, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", attempt.StatusDescription, StringComparison.Ordinal);
    }

    public void Dispose() => _listener.Dispose();

    // Other tests run beside this one.
    private List<Activity> Of(JobId id) => [.. _ended.Where(span => span.GetTagItem("messaging.message.id") as string == id.ToString())];
}
