using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Schedules;

/// <summary>
/// The occurrences of a schedule that was changed, paused or deleted, which must not start: some may be submitted already, and an
/// instance that has not heard of the change may still submit some. Stored in the change's own transaction.
/// </summary>
/// <param name="Cron">The schedule's cron expression before the change.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Shard">The shard of its jobs.</param>
/// <param name="From">When it was changed.</param>
/// <param name="Until">Until when occurrences may have been submitted ahead.</param>
/// <param name="Key">Names it.</param>
internal sealed record OccurrenceDrop(
    string Cron, string TimeZone, string Revision, int Shard, DateTimeOffset From, DateTimeOffset Until, string Key)
{
    /// <summary>What a change of this schedule drops; null when nothing can have been submitted ahead.</summary>
    /// <param name="before">The schedule as it was.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="skew">How much clocks may differ.</param>
    /// <param name="random">Names the drop.</param>
    public static OccurrenceDrop? Of(Schedule before, DateTimeOffset now, TimeSpan skew, Randomness random) => before.Paused
        ? null
        : new OccurrenceDrop(
            before.Cron, before.TimeZone, before.Revision, before.Shard, now, now + OccurrencePlan.Ahead + skew, random.NewToken());

    /// <summary>The jobs that must not start.</summary>
    public IEnumerable<JobId> Jobs() => CronClock.Of(Cron, TimeZone).Between(From, Until).Select(due => OccurrenceId.Of(Revision, Shard, due));
}
