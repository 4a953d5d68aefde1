using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>The blobs that belong to a job and go with it: <c>{id}/input/…</c>, <c>{id}/config.json</c>, <c>{id}/results/{generation}/{attempt}/…</c>, and its <see cref="JobLogs"/>.</summary>
/// <param name="account">Where they are.</param>
/// <param name="log">Where a file that can't be removed is told.</param>
public sealed class JobFiles(StorageAccount account, ILogger<JobFiles> log)
{
    internal const int BlockBytes = 4 * 1024 * 1024;

    /// <summary>Streams an input of a job that is being submitted.</summary>
    public Task WriteInputAsync(JobId id, string name, Stream content, CancellationToken cancellationToken) =>
        UploadAsync(Blob(Input(id, name)), content, cancellationToken);

    /// <summary>Opens an input, or returns null when the job has none of this name.</summary>
    public Task<Stream?> OpenInputAsync(JobId id, string name, CancellationToken cancellationToken) =>
        OpenAsync(Blob(Input(id, name)), cancellationToken);

    /// <summary>Stores a config that is too large for a row.</summary>
    public Task WriteConfigAsync(JobId id, string json, CancellationToken cancellationToken) =>
        Blob(Config(id)).UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), overwrite: true, cancellationToken);

    /// <summary>Reads a config that was too large for a row.</summary>
    public async Task<string> ReadConfigAsync(JobId id, CancellationToken cancellationToken)
    {
        var content = await Blob(Config(id)).DownloadContentAsync(cancellationToken);
        return content.Value.Content.ToString();
    }

    /// <summary>Creates a result file of a job's running attempt. It exists once the stream is disposed.</summary>
    public Task<Stream> CreateResultAsync(Job job, string name, CancellationToken cancellationToken) =>
        Blob(Result(job, name)).OpenWriteAsync(
            overwrite: true, new BlobOpenWriteOptions { BufferSize = BlockBytes }, cancellationToken);

    /// <summary>Opens a result file, seekable; null when it is gone.</summary>
    public Task<Stream?> OpenResultAsync(Job job, string name, CancellationToken cancellationToken) =>
        OpenAsync(Blob(Result(job, name)), cancellationToken);

    /// <summary>
    /// Removes every blob of a job whose rows are gone, or of a submit that was refused. That has happened already, whatever becomes of the
    /// files: one that can't be removed is logged and not counted, and the reconciler finds it again.
    /// </summary>
    public async Task<RemovedFiles> RemoveAllAsync(JobId id, CancellationToken cancellationToken)
    {
        var removed = new RemovedFiles(0, 0);
        try
        {
            await foreach (var blob in account.JobBlobs.GetBlobsAsync(
                BlobTraits.None, BlobStates.None, id.ToKey() + "/", cancellationToken))
            {
                try
                {
                    // Gone already is removed, too: by an earlier try of this very request, whose answer was lost.
                    await Blob(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
                    removed = new RemovedFiles(removed.Files + 1, removed.Bytes + (blob.Properties.ContentLength ?? 0));
                }
                catch (RequestFailedException failed)
                {
                    Log.FileNotRemoved(log, id, failed);
                }
            }
        }
        catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
        {
            Log.FileNotRemoved(log, id, trouble);
        }

        return removed;
    }

    internal static async Task UploadAsync(BlobClient blob, Stream content, CancellationToken cancellationToken)
    {
        // Small blocks, one after the other: memory stays flat however large the file is.
        var transfer = new StorageTransferOptions
        {
            InitialTransferSize = BlockBytes,
            MaximumTransferSize = BlockBytes,
            MaximumConcurrency = 1,
        };
        await blob.UploadAsync(content, new BlobUploadOptions { TransferOptions = transfer }, cancellationToken);
    }

    internal static async Task<Stream?> OpenAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BlockBytes }, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static string Input(JobId id, string name) => $"{id.ToKey()}/input/{RowKeys.Escape(name)}";

    private static string Config(JobId id) => $"{id.ToKey()}/config.json";

    private static string Result(Job job, string name) => $"{job.Id.ToKey()}/{job.ResultPrefix}{RowKeys.Escape(name)}";

    private BlobClient Blob(string name) => account.JobBlobs.GetBlobClient(name);
}

/// <summary>What a removal freed.</summary>
/// <param name="Files">How many files were removed.</param>
/// <param name="Bytes">How large they were in all.</param>
public readonly record struct RemovedFiles(int Files, long Bytes);
