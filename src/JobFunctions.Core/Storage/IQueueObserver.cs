namespace JobFunctions.Core.Storage;

/// <summary>
/// Hears of every message that this process puts into a queue. A host that polls the queues itself registers one, so that an
/// idle service needs no tight polling.
/// </summary>
public interface IQueueObserver
{
    /// <summary>A message was put.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="visibleIn">How long the message stays hidden; zero when it can be received at once.</param>
    void Enqueued(string queue, TimeSpan visibleIn);
}
