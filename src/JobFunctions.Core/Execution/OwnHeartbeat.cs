using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Whether this instance's own heartbeats get through. When they do not, nobody's do: after an outage every instance looks silent until
/// it has had the time to beat again, and none of them is to blame.
/// </summary>
/// <param name="options">Heartbeat and lease.</param>
public sealed class OwnHeartbeat(IOptions<JobOptions> options)
{
    private DateTimeOffset? _beatenAt;

    /// <summary>When this instance last renewed its lease; null while it never has.</summary>
    internal DateTimeOffset? BeatenAt => _beatenAt;

    private DateTimeOffset? _failedAt;

    /// <summary>A heartbeat was written.</summary>
    internal void Succeeded(DateTimeOffset now) => _beatenAt = now;

    /// <summary>A heartbeat could not be written.</summary>
    internal void Failed(DateTimeOffset now) => _failedAt = now;

    /// <summary>Whether the heartbeats of others can be judged by their age.</summary>
    internal bool IsSteady(DateTimeOffset now) =>
        (_beatenAt is null || now - _beatenAt <= options.Value.IdleHeartbeat + options.Value.Lease)
        && (_failedAt is null || now - _failedAt >= options.Value.Lease);
}
