namespace JobFunctions.Core.Limits;

/// <summary>Whether a job may be claimed.</summary>
internal enum Admittance
{
    /// <summary>There are no limits.</summary>
    Free,

    /// <summary>It has its slot, in this instance's name.</summary>
    Holds,

    /// <summary>It waits in line; its bell has done its work.</summary>
    Waits,

    /// <summary>Another instance has its slot, and is about to claim the job or has died.</summary>
    IsElsewhere,
}

/// <summary>Whether a job may be claimed, and its slot if it has one.</summary>
internal readonly record struct Admitted(Admittance Admittance, Slot? Slot = null);
