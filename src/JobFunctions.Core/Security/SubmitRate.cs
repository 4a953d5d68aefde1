using JobFunctions.Core.Service;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Security;

/// <summary>
/// How fast users submit, on this instance: each has a bucket of a minute's submits, which fills again at the same rate. So a burst is
/// welcome and a flood is not.
/// </summary>
/// <param name="options">How many a minute.</param>
/// <param name="time">What time it is.</param>
public sealed class SubmitRate(IOptions<RequestOptions> options, TimeProvider time)
{
    /// <summary>As many users are remembered; full buckets need no memory.</summary>
    private const int ManyUsers = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    private readonly record struct Bucket(double Left, long At);

    /// <summary>Takes one submit out of the caller's bucket.</summary>
    /// <exception cref="TooManyRequestsException">It is empty; the exception says until when.</exception>
    public void Take(Caller caller)
    {
        double most = options.Value.SubmitsPerMinute;
        if (most <= 0)
            return;
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_buckets.Count >= ManyUsers)
                ForgetFull(most);
            var left = _buckets.TryGetValue(caller.UserId, out var bucket) ? Left(bucket, most) : most;
            if (left < 1)
                throw new TooManyRequestsException($"No more than {most:0} submits a minute", TimeSpan.FromMinutes((1 - left) / most));
            _buckets[caller.UserId] = new Bucket(left - 1, now);
        }
    }

    /// <summary>
    /// Takes one submit of a batch that was let in, also from an empty bucket: a batch goes through as a whole, and what it took too much
    /// its caller waits for afterwards.
    /// </summary>
    public void Charge(Caller caller)
    {
        double most = options.Value.SubmitsPerMinute;
        if (most <= 0)
            return;
        lock (_lock)
        {
            var left = _buckets.TryGetValue(caller.UserId, out var bucket) ? Left(bucket, most) : most;
            _buckets[caller.UserId] = new Bucket(left - 1, time.GetTimestamp());
        }
    }

    private double Left(Bucket bucket, double most) => Math.Min(most, bucket.Left + (time.GetElapsedTime(bucket.At).TotalMinutes * most));

    private void ForgetFull(double most)
    {
        foreach (var (user, bucket) in _buckets)
        {
            if (Left(bucket, most) >= most)
                _buckets.Remove(user);
        }
    }
}
