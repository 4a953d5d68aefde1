namespace JobFunctions.Core.Schedules;

/// <summary>What one look at a schedule submits. Pure.</summary>
/// <param name="Due">The occurrences to submit now, oldest first.</param>
/// <param name="Next">The first one after them; null when there is none any more.</param>
internal sealed record OccurrencePlan(IReadOnlyList<DateTimeOffset> Due, DateTimeOffset? Next)
{
    /// <summary>As many missed occurrences are made up for at most.</summary>
    public const int MostMadeUp = 100;

    /// <summary>How far ahead occurrences are submitted, as scheduled jobs: so they start on time although the timer is slow or late.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>How late an occurrence may be submitted before it counts as missed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <param name="clock">When it occurs.</param>
    /// <param name="next">The first occurrence that is not submitted yet.</param>
    /// <param name="misfire">What becomes of missed ones.</param>
    /// <param name="now">What time it is.</param>
    public static OccurrencePlan Of(CronClock clock, DateTimeOffset next, MisfirePolicy misfire, DateTimeOffset now)
    {
        var (inTime, end) = (now - Grace, now + Ahead);
        var made = misfire switch
        {
            MisfirePolicy.Skip => 0,
            MisfirePolicy.Once => 1,
            _ => MostMadeUp,
        };
        var missed = clock.Latest(next, inTime, made);
        return new OccurrencePlan([.. missed, .. clock.Between(next > inTime ? next : inTime, end)], clock.Next(end));
    }
}
