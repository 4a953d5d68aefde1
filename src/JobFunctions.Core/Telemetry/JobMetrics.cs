using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Telemetry;

/// <summary>Counts and measures what this process does with jobs. An instrument that nobody listens to costs a look at a flag.</summary>
public sealed class JobMetrics : IDisposable
{
    /// <summary>A round older than this was another instance's to tell of.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(150);

    private readonly Meter _meter = new(TelemetryNames.Source);
    private readonly CommitFeed _feed;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _send;
    private readonly Histogram<double> _process;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly ObservableGauge<long> _depth;
    private (JobCounts Counts, long At)? _counts;
    private (TimeSpan Age, long At)? _oldest;

    /// <summary>Makes the instruments, and listens to what is committed.</summary>
    public JobMetrics(CommitFeed feed, TimeProvider time)
    {
        (_feed, _time) = (feed, time);
        _send = _meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "How long a submit takes to be stored");
        _sent = _meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Jobs submitted");
        _process = _meter.CreateHistogram<double>("messaging.process.duration", "s", "How long an attempt takes");
        _ended = _meter.CreateCounter<long>("jobfunctions.jobs.ended", "{job}", "Jobs that reached a final status");
        _duration = _meter.CreateHistogram<double>("jobfunctions.jobs.duration", "s", "From a job's submit, or the time that it was scheduled for, to its end");
        _wait = _meter.CreateHistogram<double>("jobfunctions.jobs.wait", "s", "From the time that a job is due to the start of an attempt");
        _depth = _meter.CreateObservableGauge("jobfunctions.jobs.count", ObserveCounts, "{job}", "Jobs in each status that is not final");
        _meter.CreateObservableGauge("jobfunctions.jobs.oldest.age", ObserveOldest, "s", "How long the oldest pending job has been due; 0 when there is none");
        feed.Committed += Committed;
    }

    /// <summary>Whether anybody wants to know how many jobs there are: reading that costs requests.</summary>
    internal bool WantsCounts => _depth.Enabled;

    /// <summary>Whether an instrument is this one's: several processes of a test have instruments of the same names.</summary>
    internal bool Owns(Instrument instrument) => instrument.Meter == _meter;

    /// <summary>A round has counted the jobs.</summary>
    internal void Tell(JobCounts counts) => _counts = (counts, _time.GetTimestamp());

    /// <summary>A round has seen how long the oldest pending job has been due.</summary>
    internal void Tell(TimeSpan oldest) => _oldest = (oldest > TimeSpan.Zero ? oldest : TimeSpan.Zero, _time.GetTimestamp());

    /// <summary>A job was accepted, or could not be.</summary>
    internal void Submitted(Priority priority, TimeSpan took, Exception? failure)
    {
        var tags = Tags("send", priority);
        if (failure is not null)
            tags.Add(TelemetryNames.ErrorType, failure.GetType().Name);
        _send.Record(took.TotalSeconds, tags);
        _sent.Add(1, tags);
    }

    /// <summary>An attempt begins.</summary>
    internal void Started(Job job)
    {
        if (_wait.Enabled && job.StartedAt is { } started)
            _wait.Record(Math.Max(0, (started - job.DueAt).TotalSeconds), Tags("process", job.Priority));
    }

    /// <summary>An attempt has ended; null when the job was lost to somebody else meanwhile.</summary>
    internal void Processed(Job claimed, TimeSpan took, Job? ended)
    {
        if (!_process.Enabled)
            return;
        var tags = Tags("process", claimed.Priority);
        tags.Add(TelemetryNames.JobType, claimed.Type);
        tags.Add(TelemetryNames.Outcome, ended?.Status.ToWord() ?? "lost");
        if (ended is { Error: { } error, Status: JobStatus.Failed or JobStatus.Pending })
            tags.Add(TelemetryNames.ErrorType, error.Type);
        _process.Record(took.TotalSeconds, tags);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _feed.Committed -= Committed;
        _meter.Dispose();
    }

    private void Committed(JobId id, Job? before, Job? job)
    {
        // One that had ended before is held, released or deleted.
        if (job is not { EndedAt: { } ended } || !job.Status.IsFinal() || before?.Status.IsFinal() == true)
            return;
        var tags = new TagList { { TelemetryNames.JobType, job.Type }, { TelemetryNames.Outcome, job.Status.ToWord() } };
        _ended.Add(1, tags);
        _duration.Record(Math.Max(0, (ended - (job.ScheduledAt ?? job.CreatedAt)).TotalSeconds), tags);
    }

    private IEnumerable<Measurement<long>> ObserveCounts() => _counts is { } known && IsFresh(known.At)
        ? JobStatuses.All.Where(status => !status.IsFinal())
            .Select(status => new Measurement<long>(known.Counts[status], new KeyValuePair<string, object?>(TelemetryNames.JobStatus, status.ToWord())))
        : [];

    private IEnumerable<Measurement<double>> ObserveOldest() =>
        _oldest is { } known && IsFresh(known.At) ? [new Measurement<double>(known.Age.TotalSeconds)] : [];

    // The timer runs on one instance at a time: what another one told last would stand beside what this one knows.
    private bool IsFresh(long at) => _time.GetElapsedTime(at) < FreshFor;

    private static TagList Tags(string operation, Priority priority) => new()
    {
        { TelemetryNames.System, TelemetryNames.SystemName },
        { TelemetryNames.Operation, operation },
        { TelemetryNames.Destination, Lanes.Of(priority) },
    };
}
