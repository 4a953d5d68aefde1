using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobFunctions.Core.Jobs;

/// <summary>A queue message that says "look at this job", nothing more. What is to be done stands in the job's row.</summary>
/// <param name="Job">The job.</param>
/// <param name="Generation">The generation that it was rung for.</param>
/// <param name="RungAt">When it was first put.</param>
/// <param name="PoisonedAt">When the host first gave up on it; null while it never has.</param>
/// <param name="VisibleAt">From when on the message can be received; null for at once.</param>
public sealed record Bell(JobId Job, Generation Generation, DateTimeOffset RungAt, DateTimeOffset? PoisonedAt = null, DateTimeOffset? VisibleAt = null)
{
    /// <summary>The version of the message's shape; a reader accepts this one and ignores members that it does not know.</summary>
    private const int SchemaVersion = 1;

    /// <summary>The message text.</summary>
    public string ToText() => JsonSerializer.Serialize(
        new BellText(
            SchemaVersion,
            Job.ToString(),
            Generation.ToString(),
            RungAt.ToUnixTimeMilliseconds(),
            PoisonedAt?.ToUnixTimeMilliseconds(),
            VisibleAt?.ToUnixTimeMilliseconds()),
        BellJson.Default.BellText);

    /// <summary>Reads a message text; false when it is no bell of ours.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Bell? bell)
    {
        bell = null;
        BellText? read;
        try
        {
            read = JsonSerializer.Deserialize(text, BellJson.Default.BellText);
        }
        catch (JsonException)
        {
            return false;
        }

        if (read is not { Version: SchemaVersion }
            || !JobId.TryParse(read.Job, out var job)
            || !Jobs.Generation.TryParse(read.Generation, out var generation))
            return false;
        bell = new Bell(job, generation, Time(read.RungAt), read.PoisonedAt is { } at ? Time(at) : null, read.VisibleAt is { } visible ? Time(visible) : null);
        return true;
    }

    // Clamped: a strange number in a message must not become an exception that sends it round the queue.
    private static DateTimeOffset Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 253_402_300_799_999));
}

internal sealed record BellText(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("job")] string? Job,
    [property: JsonPropertyName("gen")] string? Generation,
    [property: JsonPropertyName("at")] long RungAt,
    [property: JsonPropertyName("poisoned_at")] long? PoisonedAt,
    [property: JsonPropertyName("visible_at")] long? VisibleAt);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BellText))]
internal sealed partial class BellJson : JsonSerializerContext;
