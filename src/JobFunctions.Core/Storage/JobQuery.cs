using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>What a list shall hold. Conditions that are null hold for every job.</summary>
public sealed record JobQuery
{
    /// <summary>Only jobs in this status.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Only jobs of this user.</summary>
    public string? Owner { get; init; }

    /// <summary>Only jobs of this program.</summary>
    public string? Program { get; init; }

    /// <summary>Only jobs of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only jobs with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only jobs whose name has this text in it, in upper or lower case.</summary>
    public string? Text { get; init; }

    /// <summary>Only jobs that failed, or are retried, with an error like this; see <see cref="ErrorFingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>How many at most. Callers may ask for 1 to 500; a shard gives 500 rows a page, whatever is asked for.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; null for the first page.</summary>
    public string? Cursor { get; init; }

    internal bool Matches(Job job) =>
        (Status is null || job.Status == Status)
        && (Owner is null || job.Owner == Owner)
        && (Program is null || job.Program == Program)
        && (Type is null || job.Type == Type)
        && (Tag is null || job.Tags.Contains(Tag))
        && (Text is null || job.Name.Contains(Text, StringComparison.OrdinalIgnoreCase))
        && (Fingerprint is null || job.Error?.Fingerprint == Fingerprint);

    /// <summary>How many conditions there are.</summary>
    internal int Conditions =>
        new object?[] { Status, Owner, Program, Type, Tag, Text, Fingerprint }.Count(condition => condition is not null);
}

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">Newest first; pending and scheduled jobs in the order in which they are due.</param>
/// <param name="Cursor">Where the next page begins; null at the end.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, string? Cursor);
