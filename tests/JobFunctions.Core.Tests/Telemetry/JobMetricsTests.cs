using System.Diagnostics.Metrics;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Service;
using JobFunctions.Core.Telemetry;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Core.Tests.Telemetry;

public class JobMetricsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_counted_by_outcome_and_measured()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        using var heard = new Heard(core.Get<JobMetrics>());
        await core.SubmitAsync();
        core.Time.Advance(TimeSpan.FromSeconds(7));
        core.Handler.Script = (_, _) =>
        {
            core.Time.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        await core.RunBellsAsync();
        var cancelled = await core.SubmitAsync();
        await core.Jobs.CancelAsync(cancelled.Id.ToString(), Core.Ann, Token);
        await core.RunBellsAsync();

        Assert.Equal([(1, "completed"), (1, "cancelled")], heard.Of("jobfunctions.jobs.ended").Select(found => ((int)found.Value, (string)found.Tags["job.outcome"]!)));
        Assert.Equal([10, 0], heard.Of("jobfunctions.jobs.duration").Select(found => found.Value));
        Assert.Equal(7, Assert.Single(heard.Of("jobfunctions.jobs.wait")).Value);
        var process = Assert.Single(heard.Of("messaging.process.duration"));
        Assert.Equal((3, "scripted", "completed"), (process.Value, process.Tags["job.type"], process.Tags["job.outcome"]));
        Assert.Equal(2, heard.Of("messaging.client.operation.duration").Count);
        Assert.Equal("jobs-normal", heard.Of("messaging.client.sent.messages")[0].Tags["messaging.destination.name"]);
    }

    [Fact]
    public async Task A_job_that_is_held_and_released_has_ended_once()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        using var heard = new Heard(core.Get<JobMetrics>());
        var job = await core.SubmitAsync();
        await core.RunBellsAsync();

        await core.Get<JobHolds>().SetAsync(job.Id.ToString(), held: true, Core.Ann, Token);
        await core.Get<JobHolds>().SetAsync(job.Id.ToString(), held: false, Core.Ann, Token);

        Assert.Single(heard.Of("jobfunctions.jobs.ended"));
        Assert.Single(heard.Of("jobfunctions.jobs.duration"));
    }

    [Fact]
    public async Task Depth_and_age_are_what_the_last_round_saw_for_as_long_as_it_is_fresh()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.SubmitAsync();
        core.Time.Advance(TimeSpan.FromSeconds(20));
        using var heard = new Heard(core.Get<JobMetrics>());

        heard.Observe();
        Assert.Empty(heard.Of("jobfunctions.jobs.count"));

        await core.Get<LostBells>().RingAsync(Token);
        heard.Observe();
        Assert.Equal(20, Assert.Single(heard.Of("jobfunctions.jobs.oldest.age")).Value, 0.1);
        Assert.Equal(1, heard.Of("jobfunctions.jobs.count").Single(found => (string)found.Tags["job.status"]! == "pending").Value);

        core.Time.Advance(TimeSpan.FromMinutes(10));
        heard.Observe();
        Assert.Single(heard.Of("jobfunctions.jobs.oldest.age"));
    }

    [Fact]
    public async Task A_round_that_nobody_listens_to_counts_nothing()
    {
        var counted = 0;
        var policy = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: policy);
        policy.Pick = (_, request) =>
        {
            if (Uri.UnescapeDataString(request.Uri.ToString()).Contains("RowKey ge 'c_", StringComparison.Ordinal))
                Interlocked.Increment(ref counted);
            return null;
        };

        await core.Get<LostBells>().RingAsync(Token);
        Assert.Equal(0, counted);
        using var heard = new Heard(core.Get<JobMetrics>());
        await core.Get<LostBells>().RingAsync(Token);
        Assert.NotEqual(0, counted);
    }

    /// <summary>Hears one process's instruments: others of the same names belong to tests that run beside this one.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<Measured> _measured = [];

        public Heard(JobMetrics metrics)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (metrics.Owns(instrument))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<Measured> Of(string name)
        {
            lock (_measured)
                return [.. _measured.Where(found => found.Name == name)];
        }

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (_measured)
                _measured.Add(new Measured(instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
        }
    }

    private sealed record Measured(string Name, double Value, IReadOnlyDictionary<string, object?> Tags);
}
