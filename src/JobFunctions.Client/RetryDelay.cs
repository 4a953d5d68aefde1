using System.Net.Http.Headers;

namespace JobFunctions.Client;

/// <summary>
/// How long to wait before a request is sent again: exponential backoff with full jitter, after what the service asks for, so that
/// clients that were refused together do not come back together.
/// </summary>
internal static class RetryDelay
{
    /// <param name="retry">The number of the retry, from 1.</param>
    /// <param name="retryAfter">What the service asks for.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="random">From 0 to below 1.</param>
    public static TimeSpan Of(int retry, RetryConditionHeaderValue? retryAfter, JobClientOptions options, double random)
    {
        var backoff = Min(options.RetryBase * Math.Pow(2, Math.Min(retry - 1, 30)), options.RetryCap);
        var asked = retryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return Min(asked + (backoff * random), options.RetryCap);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
