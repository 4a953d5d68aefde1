using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Bulk;

/// <summary>How long what is over is kept; the section <c>Retention</c> of the configuration.</summary>
public sealed class RetentionOptions
{
    /// <summary>Completed jobs, counted from their end. A day by default.</summary>
    public TimeSpan Completed { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Cancelled jobs, counted from their end. A day by default.</summary>
    public TimeSpan Cancelled { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Failed jobs, counted from their end: the failed registry has to live long enough to be looked at. A week by default.</summary>
    public TimeSpan Failed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Signals and waiting rows that nobody needs any more. Ten minutes by default.</summary>
    public TimeSpan Orphans { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Ages of single job types, by their names, in the place of the general ones.</summary>
    public Dictionary<string, TypeRetention> Types { get; } = [];

    /// <summary>Calls of webhooks, counted from the change that they tell of. A week by default; no less than the three days of their tries.</summary>
    public TimeSpan WebhookDeliveries { get; set; } = TimeSpan.FromDays(7);

    internal bool IsValid => WebhookDeliveries >= TimeSpan.FromDays(4) && new[] { Completed, Cancelled, Failed, Orphans }
        .Concat(Types.Values.SelectMany(type => new[] { type.Completed, type.Cancelled, type.Failed }).OfType<TimeSpan>())
        .All(age => age > TimeSpan.Zero);
}

/// <summary>How long jobs of one type are kept; what is null follows the general age.</summary>
public sealed class TypeRetention
{
    /// <summary>Completed jobs.</summary>
    public TimeSpan? Completed { get; set; }

    /// <summary>Cancelled jobs.</summary>
    public TimeSpan? Cancelled { get; set; }

    /// <summary>Failed jobs.</summary>
    public TimeSpan? Failed { get; set; }

    internal TimeSpan? Of(JobStatus status) => status switch
    {
        JobStatus.Completed => Completed,
        JobStatus.Cancelled => Cancelled,
        JobStatus.Failed => Failed,
        _ => null,
    };
}
