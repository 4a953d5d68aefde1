using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Goes through the blobs of all jobs, for those who look for blobs without a job.</summary>
/// <param name="account">Where they are.</param>
public sealed class JobBlobs(StorageAccount account)
{
    private readonly BlobContainerClient _container = account.JobBlobs;

    /// <summary>The jobs that have blobs, page by page: an id is the first part of their names.</summary>
    /// <param name="marker">Where an earlier reading stopped; null for the beginning.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async IAsyncEnumerable<BlobPage> ReadAsync(string? marker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new GetBlobsByHierarchyOptions { Delimiter = "/" };
        await foreach (var page in _container.GetBlobsByHierarchyAsync(options, cancellationToken).AsPages(marker))
        {
            var jobs = new List<JobId>();
            foreach (var item in page.Values.Where(item => item.IsPrefix))
            {
                // What has another name is not a job's, and nobody's business here.
                var name = item.Prefix.TrimEnd('/');
                if (JobId.TryParse(name, out var id) && id.ToKey() == name)
                    jobs.Add(id);
            }

            yield return new BlobPage(jobs, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }
    }

    /// <summary>The names of a job's blobs that were last written before a time.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(JobId id, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, id.ToKey() + "/", cancellationToken))
        {
            if (blob.Properties.LastModified < before)
                names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>Removes a blob, unless it was written anew after a time.</summary>
    internal async Task RemoveAsync(string name, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            await _container.GetBlobClient(name).DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfUnmodifiedSince = before }, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Somebody else has removed or written it.
        }
    }
}

/// <summary>Some of the jobs that have blobs.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record BlobPage(IReadOnlyList<JobId> Jobs, string? Next);
