using Azure.Storage.Queues.Models;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Storage;

/// <summary>Rings bells: puts them into the lanes.</summary>
/// <param name="account">Where the lanes are.</param>
/// <param name="time">What time it is.</param>
/// <param name="observers">Who hears of it in this process.</param>
public sealed class Bells(StorageAccount account, TimeProvider time, IEnumerable<IQueueObserver> observers)
{
    /// <summary>The service hides a message for seven days at most. A bell that is due later hops: it comes early and is put again.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>Rings for a job of this generation; the bell comes when the job is due.</summary>
    public Task RingAsync(Job job, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return PutAsync(Lanes.Of(job.Priority), new Bell(job.Id, job.Generation, now), job.DueAt - now, cancellationToken);
    }

    /// <summary>Rings for a job that has got its slot.</summary>
    public Task RingAsync(WaitingJob job, CancellationToken cancellationToken) =>
        PutAsync(Lanes.Of(job.Priority), new Bell(job.Job, job.Generation, time.GetUtcNow()), TimeSpan.Zero, cancellationToken);

    /// <summary>Puts a bell, to be received after a delay.</summary>
    public async Task PutAsync(string lane, Bell bell, TimeSpan delay, CancellationToken cancellationToken)
    {
        // The service counts whole seconds: a bell that came early would have to be put again.
        var hidden = delay <= TimeSpan.Zero ? TimeSpan.Zero
            : delay >= MaxDelay ? MaxDelay
            : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
        await SendAsync(lane, bell with { VisibleAt = hidden > TimeSpan.Zero ? time.GetUtcNow() + hidden : null }, hidden, cancellationToken);
    }

    /// <summary>
    /// Puts a bell that could not be answered to the end of its lane. It goes on waiting and does not begin to: by the age of the bells in
    /// a lane those are told from it whose bell is lost.
    /// </summary>
    public Task PutAgainAsync(string lane, Bell bell, CancellationToken cancellationToken) =>
        SendAsync(lane, bell with { VisibleAt = bell.VisibleAt ?? bell.RungAt }, TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Since when the bell at the head of a lane can be received: a job that has waited longer has lost its own. Now, when the lane is
    /// empty.
    /// </summary>
    public async Task<DateTimeOffset> HeadAsync(string lane, CancellationToken cancellationToken)
    {
        const int asManyAsThereAre = 32;
        var head = await account.Queues.GetQueueClient(lane).PeekMessagesAsync(asManyAsThereAre, cancellationToken);
        return head.Value.Min(VisibleAt) ?? time.GetUtcNow();

        static DateTimeOffset? VisibleAt(PeekedMessage message) =>
            Bell.TryParse(message.Body.ToString(), out var bell) && bell.VisibleAt is { } visible ? visible : message.InsertedOn;
    }

    private async Task SendAsync(string lane, Bell bell, TimeSpan hidden, CancellationToken cancellationToken)
    {
        await account.Queues.GetQueueClient(lane).SendMessageAsync(bell.ToText(), hidden, Forever, cancellationToken);
        foreach (var observer in observers)
            observer.Enqueued(lane, hidden);
    }
}
