namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function learns of its schedule.</summary>
public sealed class TimerInfo
{
    /// <summary>The last and next run; null for schedules under a minute.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run makes up for one that was missed.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The runs of a schedule, in UTC.</summary>
public sealed class ScheduleStatus
{
    /// <summary>When the function last ran.</summary>
    public DateTime Last { get; set; }

    /// <summary>When it is due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was written.</summary>
    public DateTime LastUpdated { get; set; }
}
