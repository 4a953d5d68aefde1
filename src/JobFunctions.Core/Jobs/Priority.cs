namespace JobFunctions.Core.Jobs;

/// <summary>The four priorities of document 002; each has its lane.</summary>
public enum Priority
{
    /// <summary>Background work.</summary>
    Low = 1,

    /// <summary>The default.</summary>
    Normal = 2,

    /// <summary>Before normal work.</summary>
    High = 3,

    /// <summary>Before everything else.</summary>
    Urgent = 4,
}

/// <summary>The queues of the priorities.</summary>
public static class Lanes
{
    /// <summary>The queue of low priority.</summary>
    public const string Low = "jobs-low";

    /// <summary>The queue of normal priority.</summary>
    public const string Normal = "jobs-normal";

    /// <summary>The queue of high priority.</summary>
    public const string High = "jobs-high";

    /// <summary>The queue of urgent priority.</summary>
    public const string Urgent = "jobs-urgent";

    /// <summary>What the host appends to a lane's name for the bells that it gave up on.</summary>
    public const string PoisonSuffix = "-poison";

    /// <summary>Every priority, the lowest first.</summary>
    public static IReadOnlyList<Priority> All { get; } = Enum.GetValues<Priority>();

    /// <summary>The queue of a priority.</summary>
    public static string Of(Priority priority) => priority switch
    {
        Priority.Low => Low,
        Priority.Normal => Normal,
        Priority.High => High,
        Priority.Urgent => Urgent,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, null),
    };
}
