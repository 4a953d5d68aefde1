using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Maintenance;

/// <summary>
/// Runs the rounds that are due, side by side. When each began last is known in memory only: another process begins with all of them.
/// </summary>
/// <param name="rounds">The rounds.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">Which of them failed.</param>
internal sealed class DueRounds(IReadOnlyList<Round> rounds, TimeProvider time, ILogger log)
{
    /// <summary>No timer is exact: what is due a moment after a tick must not wait for the next one.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Below the shortest function timeout of any plan, five minutes: at that the host would end the process.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly Dictionary<Round, long> _began = [];

    /// <summary>
    /// Runs what is due. The platform does not tick while this lasts, so a short round comes again here while a long one goes on. One that
    /// fails is logged and stops no other.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        var running = new Dictionary<Round, Task>();
        do
        {
            foreach (var round in rounds.Where(round => !running.ContainsKey(round) && IsDue(round)))
            {
                _began[round] = time.GetTimestamp();
                running[round] = RunAsync(round, stop.Token, cancellationToken);
            }

            await Task.WhenAll(running.Values).WaitAsync(LookAgain, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var over in running.Where(pair => pair.Value.IsCompleted).ToList())
                running.Remove(over.Key);
        }
        while (running.Count > 0);
    }

    private bool IsDue(Round round) => !_began.TryGetValue(round, out var began) || time.GetElapsedTime(began) >= round.Period - Early;

    private async Task RunAsync(Round round, CancellationToken stop, CancellationToken stopping)
    {
        try
        {
            await round.RunAsync(stop);
        }
        catch (Exception trouble)
        {
            if (!stopping.IsCancellationRequested)
                Log.RoundFailed(log, round.Name, StorageTrouble.Reason(trouble));
        }
    }
}
