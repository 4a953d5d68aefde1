namespace JobFunctions.Client;

/// <summary>Which jobs a list holds; null means any.</summary>
public sealed record JobFilter
{
    /// <summary>Those in this status.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Those of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Those with this label.</summary>
    public string? Tag { get; init; }

    /// <summary>Those of this user; others' are for admins only.</summary>
    public string? UserId { get; init; }

    /// <summary>Those of this program.</summary>
    public string? ProgramId { get; init; }

    /// <summary>How many jobs are asked for at a time, 1–500.</summary>
    public int PageSize { get; init; } = 100;

    internal string ToQuery(string? cursor)
    {
        (string Name, string? Value)[] parameters =
        [
            ("status", Status?.ToWord()), ("type", Type), ("tag", Tag), ("user_id", UserId), ("program_id", ProgramId),
            ("limit", $"{PageSize}"), ("cursor", cursor),
        ];
        return string.Join('&', parameters.Where(given => given.Value is not null).Select(given => $"{given.Name}={Uri.EscapeDataString(given.Value!)}"));
    }
}
