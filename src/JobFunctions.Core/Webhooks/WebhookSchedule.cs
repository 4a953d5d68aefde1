namespace JobFunctions.Core.Webhooks;

/// <summary>When a call is tried again: the schedule that Standard Webhooks suggests, three days in all, with jitter.</summary>
internal static class WebhookSchedule
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How often a call is made at most.</summary>
    public static int Tries => Pauses.Length + 1;

    /// <summary>The pause after a failed try; null when it was the last one.</summary>
    /// <param name="tries">How many there have been, from 1.</param>
    /// <param name="asked">How long the receiver asks to be left alone.</param>
    /// <param name="random">From 0 to below 1.</param>
    public static TimeSpan? After(int tries, TimeSpan? asked, double random)
    {
        if (tries > Pauses.Length)
            return null;
        var pause = Pauses[tries - 1] * (1 + (Jitter * random));
        return asked is { } longer && longer > pause ? (longer < Pauses[^1] ? longer : Pauses[^1]) : pause;
    }
}
