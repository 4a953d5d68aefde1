using JobFunctions.Core.Service;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Security;

/// <summary>Counts who follows how many jobs at this moment, on this instance: each holds a connection open.</summary>
/// <param name="options">How many one user may.</param>
public sealed class StreamGate(IOptions<RequestOptions> options)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Lets one more in.</summary>
    /// <returns>To be disposed at its end.</returns>
    /// <exception cref="TooManyRequestsException">There are as many as allowed.</exception>
    public IDisposable Enter(Caller caller)
    {
        var most = options.Value.StreamsPerUser;
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(caller.UserId);
            if (most > 0 && open >= most)
                throw new TooManyRequestsException($"No more than {most} streams and polls at once", Later);
            _open[caller.UserId] = open + 1;
        }

        return new Entered(this, caller.UserId);
    }

    private void Leave(string user)
    {
        lock (_lock)
        {
            if (--_open[user] == 0)
                _open.Remove(user);
        }
    }

    private sealed class Entered(StreamGate gate, string user) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
                gate.Leave(user);
            _left = true;
        }
    }
}
