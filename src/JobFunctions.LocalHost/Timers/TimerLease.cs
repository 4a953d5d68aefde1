using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Timers;

/// <summary>The lease of one blob, by which only one process at a time runs the timers.</summary>
internal sealed class TimerLease(TimerStorage storage, TimeProvider time, ILogger<TimerLease> logger)
{
    /// <summary>Short, for after a crash nothing runs the timers until the lease is over.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewEvery = Duration / 3;

    private readonly BlobClient _blob = storage.Container.GetBlobClient("locks/local/timers");

    /// <summary>Does the work whenever the lease is ours; the work's token fires when it no longer is, and at the end.</summary>
    public async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (await TryAcquireAsync() is { } lease)
                await WorkAsync(lease, work, stopping);

            await WaitAsync(stopping);
        }
    }

    private async Task WorkAsync(BlobLeaseClient lease, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        logger.TimersHeld();
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var working = work(held.Token);
        await RenewAsync(lease, stopping);
        await held.CancelAsync();
        await working;
        await ReleaseAsync(lease);
    }

    private async Task<BlobLeaseClient?> TryAcquireAsync()
    {
        try
        {
            await storage.Container.CreateIfNotExistsAsync();
            if (!await _blob.ExistsAsync())
                await _blob.UploadAsync(BinaryData.Empty, overwrite: false);

            var lease = _blob.GetBlobLeaseClient();
            await lease.AcquireAsync(Duration);
            return lease;
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            return null;
        }
        catch (Exception exception)
        {
            logger.TimerLeaseFailed(exception);
            return null;
        }
    }

    /// <summary>Ends when the lease is lost, or can't be renewed until it is over, or the process stops.</summary>
    private async Task RenewAsync(BlobLeaseClient lease, CancellationToken stopping)
    {
        for (var renewed = time.GetTimestamp(); time.GetElapsedTime(renewed) + RenewEvery < Duration;)
        {
            await WaitAsync(stopping);
            if (stopping.IsCancellationRequested)
                return;

            var asked = time.GetTimestamp();
            try
            {
                await lease.RenewAsync(cancellationToken: CancellationToken.None);
                renewed = asked;
            }
            catch (RequestFailedException taken) when (taken.Status is 409 or 412)
            {
                break;
            }
            catch (Exception exception)
            {
                logger.TimerLeaseFailed(exception);
            }
        }

        logger.TimersLost();
    }

    private static async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.ReleaseAsync();
        }
        catch (Exception)
        {
            // Lost already, or storage is gone or does not answer: the lease ends by itself.
        }
    }

    private async Task WaitAsync(CancellationToken stopping) =>
        await Task.Delay(RenewEvery, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
