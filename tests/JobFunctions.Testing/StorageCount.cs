using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JobFunctions.Core.Metering;

namespace JobFunctions.Testing;

/// <summary>What services ask of storage from now on, as their own metrics tell it.</summary>
public sealed class StorageCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Service, string Kind), long> _requests = new();
    private readonly ConcurrentDictionary<string, Measured> _measured = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    /// <param name="meters">Those of each service that counts; every service of this process when there are none.</param>
    public StorageCount(params IReadOnlyCollection<IMeterFactory> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isOurs = instrument.Meter.Name == StorageMeter.MeterName
                && (meters.Count == 0 || meters.Any(factory => ReferenceEquals(factory, instrument.Meter.Scope)));
            if (isOurs)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.SetMeasurementEventCallback<double>(Measure);
        _listener.Start();
    }

    /// <summary>Every request so far, by service and kind.</summary>
    public IReadOnlyDictionary<(string Service, string Kind), long> Requests => _requests;

    /// <summary>All requests but receives: how often those are made depends on time and not on jobs.</summary>
    public long RequestsWithoutReceives => _requests.Where(pair => !IsReceive(pair.Key.Kind)).Sum(pair => pair.Value);

    /// <summary>Receives, and empty ones.</summary>
    public (long Full, long Empty) Receives => (_requests.GetValueOrDefault(("queue", "receive")), _requests.GetValueOrDefault(("queue", "empty_receive")));

    /// <summary>Rows that tables returned.</summary>
    public long Rows => Sum(StorageMeter.Rows);

    /// <summary>Bytes sent and received.</summary>
    public long Bytes => Sum(StorageMeter.Bytes);

    /// <summary>The sum of a counter, whatever its tags.</summary>
    public long Sum(string instrument) => _sums.GetValueOrDefault(instrument);

    /// <summary>How many requests of a kind.</summary>
    public long Of(string service, string kind) => _requests.GetValueOrDefault((service, kind));

    /// <summary>The measurements of an instrument under a name: of an API call, say.</summary>
    public Measured Measurements(string instrument, string name) => _measured.GetValueOrDefault($"{instrument} {name}", new Measured(0, 0));

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _requests.Clear();
        _measured.Clear();
        _sums.Clear();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private static bool IsReceive(string kind) => kind.EndsWith("receive", StringComparison.Ordinal);

    private void Count(Instrument instrument, long number, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        _sums.AddOrUpdate(instrument.Name, number, (_, sum) => sum + number);
        if (instrument.Name == StorageMeter.Requests)
            _requests.AddOrUpdate(((string)tags[0].Value!, (string)tags[1].Value!), number, (_, sum) => sum + number);
    }

    private void Measure(Instrument instrument, double number, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (tags is [var name])
            _measured.AddOrUpdate($"{instrument.Name} {name.Value}", new Measured(1, number), (_, before) => new Measured(before.Times + 1, before.Sum + number));
    }
}

/// <summary>Measurements of one kind.</summary>
/// <param name="Times">How many.</param>
/// <param name="Sum">Their sum.</param>
public readonly record struct Measured(long Times, double Sum)
{
    /// <summary>Their mean.</summary>
    public double Mean => Times == 0 ? 0 : Sum / Times;
}
