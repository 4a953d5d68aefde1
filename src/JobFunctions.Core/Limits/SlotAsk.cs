namespace JobFunctions.Core.Limits;

/// <summary>What is asked of the limits.</summary>
internal enum SlotVerb
{
    /// <summary>A slot for a job, or a place in its user's line.</summary>
    Enter,

    /// <summary>The job does not want to start any more: its place goes.</summary>
    Leave,

    /// <summary>A slot is not needed any more.</summary>
    Release,

    /// <summary>A slot was not used: it goes, and its job is in line again.</summary>
    Return,

    /// <summary>Nothing for itself: the user's row is looked at again, and free slots are given.</summary>
    Look,
}

/// <summary>One wish.</summary>
/// <param name="Verb">What is asked.</param>
/// <param name="User">Whose line it concerns; null for none in particular.</param>
/// <param name="Job">The job; null for <see cref="SlotVerb.Look"/>.</param>
/// <param name="Instance">For <see cref="SlotVerb.Enter"/>: who runs the job at once if there is a slot; null when a bell must be rung first.</param>
/// <param name="Version">For <see cref="SlotVerb.Release"/> and <see cref="SlotVerb.Return"/>: only if the slot is as it was read.</param>
/// <param name="IsNew">For <see cref="SlotVerb.Enter"/>: the job can't be in line yet, so it is not looked for.</param>
internal sealed record SlotAsk(
    SlotVerb Verb, string? User, WaitingJob? Job = null, string? Instance = null, string? Version = null, bool IsNew = false)
{
    public static SlotAsk Enter(WaitingJob job, string? instance = null, bool isNew = false) =>
        new(SlotVerb.Enter, job.User, job, instance, IsNew: isNew);

    public static SlotAsk Leave(WaitingJob job) => new(SlotVerb.Leave, job.User, job);

    public static SlotAsk Release(Slot slot) => new(SlotVerb.Release, slot.Job.User, slot.Job, null, slot.Version);

    public static SlotAsk Return(Slot slot) => new(SlotVerb.Return, slot.Job.User, slot.Job, null, slot.Version);

    public static SlotAsk Look(string? user = null) => new(SlotVerb.Look, user);
}
