using System.Text.Json.Serialization;

namespace JobFunctions.Client;

/// <summary>
/// The jobs that a bulk change reaches: those of <see cref="Ids"/>, or those that fit all that is given of the rest. One that gives nothing
/// is refused by the service, and so does not mean all jobs.
/// </summary>
public sealed record JobSelection
{
    /// <summary>These jobs, 1–1,000; nothing else can be given then.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Those in this status; all that the change can take when null.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Those of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Those of this user; others' are for admins only.</summary>
    public string? UserId { get; init; }

    /// <summary>Those of this program.</summary>
    public string? ProgramId { get; init; }

    /// <summary>Those with this label.</summary>
    public string? Tag { get; init; }

    /// <summary>Those with this text in their name.</summary>
    [JsonPropertyName("q")]
    public string? Text { get; init; }

    /// <summary>Those that failed by an error of this kind.</summary>
    public string? Fingerprint { get; init; }
}
