using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Timers;

/// <summary>Remembers the last and next run of a timer function, so that a missed run is made up for.</summary>
internal sealed class TimerStatusStore(TimerStorage storage, ILogger<TimerStatusStore> logger)
{
    /// <summary>The status last written; null when there is none, or it can't be read.</summary>
    public async Task<ScheduleStatus?> LoadAsync(string function)
    {
        try
        {
            var content = await BlobOf(function).DownloadContentAsync();
            return content.Value.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return null;
        }
        catch (Exception exception)
        {
            logger.TimerStatusFailed(function, exception);
            return null;
        }
    }

    public async Task SaveAsync(string function, ScheduleStatus status)
    {
        try
        {
            await BlobOf(function).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);
        }
        catch (Exception exception)
        {
            logger.TimerStatusFailed(function, exception);
        }
    }

    private BlobClient BlobOf(string function) => storage.Container.GetBlobClient($"timers/local/{function}/status");
}
