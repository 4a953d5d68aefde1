namespace JobFunctions.Client;

/// <summary>How urgent a job is; each priority has a queue of its own.</summary>
public enum JobPriority
{
    /// <summary>May wait.</summary>
    Low = 1,

    /// <summary>The usual one.</summary>
    Normal = 2,

    /// <summary>Before the usual ones.</summary>
    High = 3,

    /// <summary>Before all others.</summary>
    Urgent = 4,
}
