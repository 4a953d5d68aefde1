namespace JobFunctions.Core.Jobs;

/// <summary>
/// Exponential backoff with full jitter: a random time between nothing and a bound that doubles with each failure, so that jobs
/// which failed together do not come back together (Brooker, "Exponential Backoff and Jitter", 2015).
/// </summary>
/// <param name="Base">The bound after the first failure.</param>
/// <param name="Cap">The largest bound.</param>
public sealed record RetryPolicy(TimeSpan Base, TimeSpan Cap)
{
    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="failures">How many charged failures there were, from 1.</param>
    /// <param name="jitter">A random number, 0 to 1.</param>
    public TimeSpan Delay(int failures, double jitter)
    {
        var bound = Math.Min(Base.Ticks * Math.Pow(2, failures - 1), Cap.Ticks);
        return TimeSpan.FromTicks((long)(jitter * bound));
    }
}
