namespace JobFunctions.Core.Jobs;

/// <summary>Who elsewhere must hear how a job ends. Most jobs have nobody, and then nothing is written for it.</summary>
[Flags]
public enum Followers
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Jobs that depend on it.</summary>
    Children = 1,

    /// <summary>The completion job of its batch.</summary>
    Batch = 2,

    /// <summary>Webhooks, for those events that the job notes.</summary>
    Webhooks = 4,
}

/// <summary>Says which changes followers hear of.</summary>
public static class FollowersOfJobs
{
    /// <summary>
    /// Who must hear of a change; nobody of most. Every end is told, also the one after a retry or restart; webhooks hear of what they want.
    /// </summary>
    /// <param name="after">The job as it shall be.</param>
    /// <param name="before">The job as it was; null for a new one.</param>
    public static Followers HearingOf(this Job after, Job? before)
    {
        if (after.Followers == Followers.None)
            return Followers.None;
        var ends = after.Status.IsFinal() && before?.Status.IsFinal() != true ? after.Followers & ~Followers.Webhooks : Followers.None;
        return (after.EventSince(before) & after.HeardEvents) == WebhookEvents.None ? ends : ends | (after.Followers & Followers.Webhooks);
    }
}
