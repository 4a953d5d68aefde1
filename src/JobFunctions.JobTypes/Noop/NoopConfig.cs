using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Noop;

/// <summary>How a <c>noop</c> job passes its time.</summary>
public sealed record NoopConfig
{
    /// <summary>How long the whole takes, in milliseconds, 0 to 3,600,000.</summary>
    public int DurationMs { get; init; }

    /// <summary>Into how many steps the time is cut; progress is reported after each. 0 to 10,000.</summary>
    public int Steps { get; init; }

    /// <summary>How many first attempts fail; −1: all of them.</summary>
    public int FailTimes { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoopConfig))]
internal sealed partial class NoopJson : JsonSerializerContext;
