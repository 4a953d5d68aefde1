namespace JobFunctions.Core.Storage;

/// <summary>
/// How long a writer waits for other changes to share its next transaction. Under load a wait about as long as a transaction takes makes
/// the next one larger, and the storage do less: the fewer meet, the longer it waits. Where changes come one by one nothing waits.
/// </summary>
/// <remarks>By the machine's own clock, whatever the service's is: nothing but the size of a transaction follows from it.</remarks>
internal sealed class Gathering
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    /// <summary>How much the latest transaction counts in the mean of all: one with a single change does not end a time of load.</summary>
    private const double WeightOfLatest = 1 / 8.0;

    /// <summary>From how many changes to a transaction on, in the mean, waiting gathers others.</summary>
    private const double Shared = 1.25;

    /// <summary>
    /// With so many changes to a transaction the wait is as long as one takes. It goes by the square of what is lacking: where many meet
    /// anyhow, a wait would only let the storage idle.
    /// </summary>
    private const double Aim = 6;

    private double _meanChanges = 1;

    /// <summary>How long to wait now.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Waits.</summary>
    public Task WaitAsync() => Wait > TimeSpan.Zero ? Task.Delay(Wait) : Task.CompletedTask;

    /// <param name="changes">How many changes were in the last transaction.</param>
    /// <param name="took">How long it took.</param>
    public void Learn(int changes, TimeSpan took)
    {
        _meanChanges += (changes - _meanChanges) * WeightOfLatest;
        var wait = took * Math.Min(Math.Pow(Aim / _meanChanges, 2), 3);
        Wait = _meanChanges < Shared ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }
}
