namespace JobFunctions.LocalHost.Settings;

/// <summary>How every queue trigger takes its messages.</summary>
/// <param name="BatchSize">How many are fetched at once.</param>
/// <param name="NewBatchThreshold">The next batch is fetched when no more than this many run.</param>
/// <param name="MaxDequeueCount">How often a message is tried before it counts as poison.</param>
/// <param name="VisibilityTimeout">The pause after a failed try.</param>
/// <param name="MaxPollingInterval">The longest pause between two looks at an empty queue.</param>
/// <param name="IsBase64">Whether bodies are Base64; plain text otherwise.</param>
internal sealed record QueueSettings(
    int BatchSize,
    int NewBatchThreshold,
    int MaxDequeueCount,
    TimeSpan VisibilityTimeout,
    TimeSpan MaxPollingInterval,
    bool IsBase64);
