using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Core.Pipeline;

namespace JobFunctions.Core.Metering;

/// <summary>
/// Counts what is asked of storage, at the wire: every try counts, as it does on the bill. The instruments belong to the meter
/// <see cref="MeterName"/>.
/// </summary>
public sealed class StorageMeter
{
    /// <summary>The meter that an exporter adds.</summary>
    public const string MeterName = "JobFunctions";

    /// <summary>Requests, with the tags <c>service</c> and <c>kind</c>; a receive that found nothing is an <c>empty_receive</c>.</summary>
    public const string Requests = "jobfunctions.storage.requests";

    /// <summary>Rows that tables returned.</summary>
    public const string Rows = "jobfunctions.storage.rows_read";

    /// <summary>Bytes of bodies, with the tags <c>service</c> and <c>direction</c> (<c>sent</c> or <c>received</c>).</summary>
    public const string Bytes = "jobfunctions.storage.bytes";

    /// <summary>Changes of jobs that were refused since another process was faster.</summary>
    public const string Conflicts = "jobfunctions.storage.conflicts";

    /// <summary>Requests, rows and bytes of one call of the API (tag <c>call</c>) follow this prefix.</summary>
    public const string OfApiCall = "jobfunctions.api.storage.";

    /// <summary>Requests, rows and bytes of one run of a job, from its bell to its end (tag <c>type</c>), follow this prefix.</summary>
    public const string OfJob = "jobfunctions.job.storage.";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _conflicts;
    private readonly CostInstruments _apiCalls;
    private readonly CostInstruments _jobs;

    /// <summary>Makes the instruments.</summary>
    public StorageMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>(Requests, "{request}", "Requests to storage, every try");
        _rows = meter.CreateCounter<long>(Rows, "{row}", "Rows that tables returned");
        _bytes = meter.CreateCounter<long>(Bytes, "By", "Bytes of the bodies of requests and answers");
        _conflicts = meter.CreateCounter<long>(Conflicts, "{change}", "Changes of jobs that another process was faster with");
        _apiCalls = new CostInstruments(meter, OfApiCall, "a call of the API");
        _jobs = new CostInstruments(meter, OfJob, "a run of a job");
    }

    /// <summary>Sees the requests to tables.</summary>
    public HttpPipelinePolicy Tables => new StorageMeterPolicy(this, StorageCall.Tables);

    /// <summary>Sees the requests to queues.</summary>
    public HttpPipelinePolicy Queues => new StorageMeterPolicy(this, StorageCall.Queues);

    /// <summary>Sees the requests to blobs.</summary>
    public HttpPipelinePolicy Blobs => new StorageMeterPolicy(this, StorageCall.Blobs);

    /// <summary>Whether rows are asked for: to count them takes a look at each answer.</summary>
    internal bool CountsRows => _rows.Enabled || StorageUse.Current is not null;

    /// <summary>Counts for a call of the API until disposed.</summary>
    /// <param name="call">Its name.</param>
    public StorageCost BeginApiCall(string call) => new(_apiCalls, "call") { Name = call };

    /// <summary>Counts for a run of a job until disposed.</summary>
    public StorageCost BeginJob() => new(_jobs, "type") { Name = "none" };

    internal void CountConflict() => _conflicts.Add(1);

    internal void Count(string service, string kind, int rows, long sent, long received)
    {
        _requests.Add(1, new("service", service), new("kind", kind));
        if (rows > 0)
            _rows.Add(rows);
        if (sent > 0)
            _bytes.Add(sent, new("service", service), new("direction", "sent"));
        if (received > 0)
            _bytes.Add(received, new("service", service), new("direction", "received"));
        StorageUse.Current?.Add(1, rows, sent + received);
    }
}

/// <summary>Counts for one call or run; what it has cost is told when it is disposed.</summary>
public sealed class StorageCost : IDisposable
{
    private readonly CostInstruments _instruments;
    private readonly string _tag;
    private readonly StorageUse? _use;

    internal StorageCost(CostInstruments instruments, string tag)
    {
        (_instruments, _tag) = (instruments, tag);
        _use = instruments.Enabled ? StorageUse.Begin() : null;
    }

    /// <summary>What it is a call or a run of.</summary>
    public required string Name { get; set; }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_use is not null)
            _instruments.Record(_use, new TagList { { _tag, Name } });
    }
}

/// <summary>How much single calls or runs cost.</summary>
internal sealed class CostInstruments(Meter meter, string prefix, string what)
{
    private readonly Histogram<double> _requests = meter.CreateHistogram<double>(prefix + "requests", "{request}", $"Requests to storage of {what}");
    private readonly Histogram<double> _rows = meter.CreateHistogram<double>(prefix + "rows_read", "{row}", $"Rows read by {what}");
    private readonly Histogram<double> _bytes = meter.CreateHistogram<double>(prefix + "bytes", "By", $"Bytes to and from storage of {what}");

    public bool Enabled => _requests.Enabled || _rows.Enabled || _bytes.Enabled;

    public void Record(StorageUse use, in TagList tags)
    {
        var (requests, rows, bytes) = use.Sum;
        _requests.Record(requests, tags);
        _rows.Record(rows, tags);
        _bytes.Record(bytes, tags);
    }
}
