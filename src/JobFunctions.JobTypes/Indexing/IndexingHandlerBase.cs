using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>Makes an inventory and a full-text index of a folder, and reads only what has changed since the last time.</summary>
internal abstract class IndexingHandlerBase(string type, IndexingServices services) : JobHandler<IndexingConfig>(type)
{
    public const string FullScan = "full_scan";
    public const string SpecificFolder = "specific_folder";

    private const int MaxFolder = 900;

    private readonly IndexingOptions _options = services.Options.Value;
    private readonly AllowedContainers _containers = new(services.Options.Value.Containers);

    /// <summary>A text of the most bytes by default takes up to 240 MiB with its copies.</summary>
    public override int Weight => 20;

    /// <inheritdoc />
    public override IReadOnlyCollection<string> SecretMembers => ["access_token"];

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(IndexingConfig config)
    {
        if (config.SourceKind == IndexSources.Drive && config.AccessToken is null)
            yield return new FieldError("config.access_token", "must be a token with the right to read the drive");
        if (config.SourceKind != IndexSources.Drive && config.AccessToken is not null)
            yield return new FieldError("config.access_token", $"is for the source '{IndexSources.Drive}'");

        if (config.SourceKind == IndexSources.Blobs && !_containers.Knows(config.Container ?? ""))
            yield return new FieldError("config.container", "must name a container that the operator allows (Indexing:Containers)");
        if (config.SourceKind != IndexSources.Blobs && config.Container is not null)
            yield return new FieldError("config.container", $"is for the source '{IndexSources.Blobs}'");

        if (Type == FullScan && config.FolderId is not null)
            yield return new FieldError("config.folder_id", $"is for '{SpecificFolder}'");
        if (Type == SpecificFolder && string.IsNullOrEmpty(config.FolderId))
            yield return new FieldError("config.folder_id", "must name the folder");
        if (config.FolderId is { } folder && !IsFolder(folder, config.SourceKind))
            yield return new FieldError("config.folder_id", $"must be a folder of 1 to {MaxFolder} characters");
        if (config.IncludeTrashed && config.SourceKind != IndexSources.Drive)
            yield return new FieldError("config.include_trashed", "is for drives; blobs have no trash");
    }

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(IndexingConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        var run = new IndexRun(Source(config, job), services.State, _options, job);
        return JsonSerializer.SerializeToElement(await run.RunAsync(config.Fresh, cancellationToken), IndexingJson.Default.IndexingResult);
    }

    private static bool IsFolder(string folder, string source) => folder.Length is > 0 and <= MaxFolder && source switch
    {
        // It becomes part of a query.
        IndexSources.Drive => folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
        _ => !folder.Any(char.IsControl) && !folder.Split('/').Contains(".."),
    };

    private IIndexSource Source(IndexingConfig config, IJobContext job)
    {
        if (config.SourceKind == IndexSources.Drive)
        {
            return new DriveSource(
                services.Calls, _options.DriveEndpoint.TrimEnd('/'), config.AccessToken!, config.FolderId, config.IncludeTrashed, _options.MaxItems);
        }

        if (config.SourceKind == IndexSources.Files)
            return new BlobSource(StoredFolder.OfOwner(services.Account, job.Owner), $"files|{config.FolderId}", config.FolderId ?? "");

        // Looked at here, too: the list may have changed, and a container may be for one program alone.
        var container = config.Container ?? "";
        if (!_containers.Allow(container, job.Program))
            throw new PermanentJobException($"The container '{container}' is not allowed for {(job.Program is { } program ? $"program {program}" : "jobs without a program")}");
        return new BlobSource(StoredFolder.OfContainer(services.Account, container, config.FolderId), $"blobs|{container}|{config.FolderId}", "");
    }
}
