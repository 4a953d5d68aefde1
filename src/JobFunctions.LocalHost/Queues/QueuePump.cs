using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Queues;

/// <summary>Takes the messages of one queue to its function, as many at once as host.json allows.</summary>
internal sealed class QueuePump(
    QueueClient queue, MessageRunner runner, QueueSettings settings, WakeSignal arrived, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly WakeSignal _ended = new(time);
    private int _running;
    private bool _exists;
    private bool _failing;

    /// <summary>Pumps until told to stop, then waits for the functions that still run.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            await WaitForAtMostAsync(settings.NewBatchThreshold, stopping);
            if (stopping.IsCancellationRequested)
                break;

            var messages = await FetchAsync();
            foreach (var message in messages)
                Start(message, stopping);

            if (messages.Length > 0 || await arrived.WaitAsync(pause, stopping))
                pause = ShortestPause;
            else
                pause = pause * 2 < settings.MaxPollingInterval ? pause * 2 : settings.MaxPollingInterval;
        }

        await WaitForAtMostAsync(0, CancellationToken.None);
    }

    private async Task WaitForAtMostAsync(int count, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _running) > count && !cancellationToken.IsCancellationRequested)
            await _ended.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private async Task<QueueMessage[]> FetchAsync()
    {
        try
        {
            if (!_exists)
                await queue.CreateIfNotExistsAsync();
            _exists = true;

            // Not cancelled at shutdown: messages whose answer nobody reads would stay hidden for ten minutes.
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(settings.BatchSize, HeldMessage.HiddenFor);
            _failing = false;
            return messages;
        }
        catch (Exception exception)
        {
            // A queue can be gone, the whole storage out of reach: the pump goes on and looks again. An outage is logged once.
            _exists &= (exception as RequestFailedException)?.Status != 404;
            if (!_failing)
                logger.FetchFailed(queue.Name, exception);
            _failing = true;
            return [];
        }
    }

    private void Start(QueueMessage message, CancellationToken stopping)
    {
        Interlocked.Increment(ref _running);
        _ = Task.Run(async () =>
        {
            await runner.RunAsync(message, stopping);
            Interlocked.Decrement(ref _running);
            _ended.Set();
        }, CancellationToken.None);
    }
}
