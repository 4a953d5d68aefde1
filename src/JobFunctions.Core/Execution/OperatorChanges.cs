using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Execution;

/// <summary>Lets what an operator has changed take effect without keeping him waiting.</summary>
/// <param name="lifetime">Ends what runs in the background.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What went wrong.</param>
public sealed class OperatorChanges(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OperatorChanges> log)
{
    /// <summary>
    /// Does something at once, and once more when every instance has heard of the change: until then others go on by what they knew.
    /// </summary>
    /// <param name="what">Named in the log.</param>
    /// <param name="act">Safe to repeat.</param>
    internal void FollowInBackground(string what, Func<CancellationToken, Task> act) => _ = Task.Run(async () =>
    {
        try
        {
            await act(lifetime.ApplicationStopping);
            await Task.Delay(Controls.KnownFor, time, lifetime.ApplicationStopping);
            await act(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // The timer of some instance goes on with it.
        }
        catch (Exception trouble)
        {
            Log.RoundFailed(log, what, StorageTrouble.Reason(trouble));
        }
    });
}
