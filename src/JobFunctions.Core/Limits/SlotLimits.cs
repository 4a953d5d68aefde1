namespace JobFunctions.Core.Limits;

/// <summary>How many jobs may run at once, on all instances together.</summary>
/// <param name="Global">All jobs; 0 for no limit.</param>
/// <param name="PerUser">The jobs of one user; 0 for no limit.</param>
public sealed record SlotLimits(int Global, int PerUser)
{
    /// <summary>The largest limit that can be set: more slots than that would make one partition the bound.</summary>
    public const int Largest = 10_000;

    /// <summary>Whether there is any limit. Without one no job needs a slot.</summary>
    public bool Any => Global > 0 || PerUser > 0;

    /// <summary>Whether one more job may run beside so many.</summary>
    public bool HasRoom(int running) => Global == 0 || running < Global;

    /// <summary>Whether a user may run one more job beside so many of his own.</summary>
    public bool HasRoomForUser(int running) => PerUser == 0 || running < PerUser;
}
