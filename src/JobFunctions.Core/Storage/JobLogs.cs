using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// What the handlers of a job said: <c>{id}/log/{attempt}.txt</c>, an append blob for each attempt that said anything, among the job's
/// other blobs. No two attempts of a job have the same number, so a late one can't write into another's log.
/// </summary>
/// <param name="account">Where they are.</param>
public sealed class JobLogs(StorageAccount account)
{
    private const string Extension = ".txt";

    private static readonly AppendBlobCreateOptions Text = new() { HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" } };

    /// <summary>Appends to the log of an attempt. Safe to repeat with the same position and text.</summary>
    /// <param name="id">The job.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="position">How many bytes it has written before; 0 makes the blob.</param>
    /// <param name="text">UTF-8, whole lines.</param>
    /// <param name="cancellationToken">Stops it; then nobody knows whether it was written.</param>
    internal async Task AppendAsync(JobId id, int attempt, long position, byte[] text, CancellationToken cancellationToken)
    {
        var blob = account.JobBlobs.GetAppendBlobClient(Name(id, attempt));
        if (position == 0)
            await blob.CreateIfNotExistsAsync(Text, cancellationToken);
        try
        {
            var where = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } };
            await blob.AppendBlockAsync(new MemoryStream(text), where, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
            // The echo of an earlier try whose answer was lost, unless something else stands there.
            var there = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            if (there.Value.ContentLength != position + text.Length)
                throw;
        }
    }

    /// <summary>The attempts of a job that said something, the first one first.</summary>
    public async Task<IReadOnlyList<int>> AttemptsAsync(JobId id, CancellationToken cancellationToken)
    {
        var attempts = new List<int>();
        var prefix = Folder(id);
        await foreach (var blob in account.JobBlobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            if (int.TryParse(blob.Name.AsSpan(prefix.Length..^Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
                attempts.Add(attempt);
        }

        attempts.Sort();
        return attempts;
    }

    /// <summary>Opens what an attempt said, from a position on; null when there is nothing (more).</summary>
    public async Task<Stream?> OpenAsync(JobId id, int attempt, long position, CancellationToken cancellationToken)
    {
        try
        {
            var blob = account.JobBlobs.GetAppendBlobClient(Name(id, attempt));
            var answer = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(position) }, cancellationToken);
            return answer.Value.Content;
        }
        catch (RequestFailedException nothing) when (nothing.Status is 404 or 416)
        {
            return null;
        }
    }

    private static string Folder(JobId id) => $"{id.ToKey()}/log/";

    private static string Name(JobId id, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Folder(id)}{attempt}{Extension}");
}
