using System.Text.Json;
using JobFunctions.JobTypes.Noop;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.JobTypes.Tests.Noop;

public class NoopHandlerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Without_a_config_it_completes_at_once_and_reports_nothing()
    {
        var job = new FakeJobContext();

        var result = await RunAsync("{}", job);

        Assert.Null(result);
        Assert.Empty(job.Reports);
    }

    [Fact]
    public async Task Takes_its_time_in_equal_steps()
    {
        // Without a context to post to, the handler goes on within Advance, so nothing has to be waited for.
        SynchronizationContext.SetSynchronizationContext(null);
        var job = new FakeJobContext();

        var run = RunAsync("""{ "duration_ms": 900, "steps": 3 }""", job);
        Assert.Empty(job.Reports);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(("Step 1 of 3", 1), (job.Reports[^1].Message, job.Reports[^1].Done));
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.False(run.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        await run;

        Assert.Equal([1L, 2L, 3L], job.Reports.Select(report => report.Done));
        Assert.Equal(1, job.Reports[^1].Fraction);
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(-1, 99, true)]
    [InlineData(0, 1, false)]
    public async Task Fails_the_first_attempts_as_asked(int failTimes, int attempt, bool fails)
    {
        var job = new FakeJobContext { Attempt = attempt };

        var error = await Record.ExceptionAsync(() => RunAsync($$"""{ "fail_times": {{failTimes}} }""", job));

        Assert.Equal(fails, error is InvalidOperationException);
    }

    [Fact]
    public async Task Stops_waiting_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunCancellableAsync("""{ "duration_ms": 60000 }""", new FakeJobContext(), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Theory]
    [InlineData("""{ "duration_ms": -1 }""", "config.duration_ms")]
    [InlineData("""{ "duration_ms": 3600001 }""", "config.duration_ms")]
    [InlineData("""{ "steps": 10001 }""", "config.steps")]
    [InlineData("""{ "fail_times": -2 }""", "config.fail_times")]
    [InlineData("""{ "steps": "many" }""", "config.steps")]
    public void Names_the_field_that_is_wrong(string config, string field)
    {
        var errors = new NoopHandler(_time).Validate(JsonElement.Parse(config));

        Assert.Equal(field, Assert.Single(errors).Field);
    }

    private Task<JsonElement?> RunAsync(string config, FakeJobContext job) =>
        RunCancellableAsync(config, job, TestContext.Current.CancellationToken);

    private Task<JsonElement?> RunCancellableAsync(string config, FakeJobContext job, CancellationToken cancellationToken) =>
        new NoopHandler(_time).RunAsync(JsonElement.Parse(config), job, cancellationToken);
}
