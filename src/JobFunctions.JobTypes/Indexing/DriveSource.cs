using System.Runtime.CompilerServices;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>A drive behind a files API that speaks Google Drive's, version 3.</summary>
/// <param name="calls">Calls it.</param>
/// <param name="endpoint">Its address without a slash at the end.</param>
/// <param name="token">The right to read it.</param>
/// <param name="folder">The folder that is read with all below it; null for everything.</param>
/// <param name="includeTrashed">Whether the trash is read, too.</param>
/// <param name="maxItems">Where it ends.</param>
internal sealed class DriveSource(OutgoingRetries calls, string endpoint, string token, string? folder, bool includeTrashed, int maxItems) : IIndexSource
{
    private const int PageSize = 1_000;
    private const int DeepestFolder = 100;
    private const int ExcerptCharacters = 500;
    private const string FolderType = "application/vnd.google-apps.folder";
    private const string OwnTypes = "application/vnd.google-apps.";
    private const string Fields = "nextPageToken,files(id,name,mimeType,size,md5Checksum,modifiedTime,version,trashed,parents)";

    public string Key => $"drive|{endpoint}|{folder}|{includeTrashed}";

    public async IAsyncEnumerable<SourceItem> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DriveFile>(StringComparer.Ordinal);
        if (folder is null)
            await AddAsync(null, found, cancellationToken);
        else
        {
            var waiting = new Queue<string>([folder]);
            while (waiting.TryDequeue(out var next))
            {
                foreach (var inner in await AddAsync(next, found, cancellationToken))
                    waiting.Enqueue(inner);
            }
        }

        foreach (var file in found.Values.Where(file => file.MimeType != FolderType))
        {
            // The application's own documents have no bytes, and so no hash; their version counts changes.
            var version = file.Md5Checksum ?? (file.Version is { } number ? $"v{number}" : null);
            yield return new SourceItem(
                file.Id, PathOf(file, found), long.TryParse(file.Size, out var bytes) ? bytes : null, file.MimeType, version, file.Md5Checksum, file.ModifiedTime, file.Trashed);
        }
    }

    public Task<Stream?> OpenAsync(SourceItem item, CancellationToken cancellationToken)
    {
        var id = Uri.EscapeDataString(item.Id);
        var exported = item.ContentType switch
        {
            OwnTypes + "document" or OwnTypes + "presentation" => "text/plain",
            OwnTypes + "spreadsheet" => "text/csv",
            _ => null,
        };
        if (exported is null && item.ContentType?.StartsWith(OwnTypes, StringComparison.Ordinal) == true)
            return Task.FromResult<Stream?>(null);
        var query = exported is null ? $"files/{id}?alt=media&supportsAllDrives=true" : $"files/{id}/export?mimeType={Uri.EscapeDataString(exported)}";
        return calls.SendAsync(Request(query), ContentAsync, cancellationToken);
    }

    /// <summary>Lists a folder, or everything, page by page.</summary>
    /// <returns>The folders that were not known before.</returns>
    private async Task<List<string>> AddAsync(string? parent, Dictionary<string, DriveFile> found, CancellationToken cancellationToken)
    {
        string[] conditions = [.. parent is null ? [] : new[] { $"'{parent}' in parents" }, .. includeTrashed ? [] : new[] { "trashed = false" }];
        var query = $"files?pageSize={PageSize}&supportsAllDrives=true&includeItemsFromAllDrives=true&fields={Uri.EscapeDataString(Fields)}"
            + (conditions.Length > 0 ? $"&q={Uri.EscapeDataString(string.Join(" and ", conditions))}" : "");
        var folders = new List<string>();
        string? page = null;
        do
        {
            var list = await calls.SendAsync(
                Request(query + (page is null ? "" : $"&pageToken={Uri.EscapeDataString(page)}")), PageAsync, cancellationToken);
            foreach (var file in list.Files ?? [])
            {
                if (found.TryAdd(file.Id, file) && file.MimeType == FolderType)
                    folders.Add(file.Id);
            }

            if (found.Count > maxItems)
                throw new PermanentJobException($"There are more than {maxItems} items; index a folder at a time");
            page = list.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page));
        return folders;
    }

    private OutgoingRequest Request(string query) => new(HttpMethod.Get, new Uri($"{endpoint}/{query}"))
    {
        Headers = [new OutgoingHeader("Authorization", $"Bearer {token}", IsSecret: true)],
    };

    private async Task<DriveList> PageAsync(OutgoingAnswer answer, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(answer) is { } refusal)
            throw new PermanentJobException(refusal);
        await using var body = await answer.OpenAsync();
        try
        {
            return await JsonSerializer.DeserializeAsync(body, DriveJson.Default.DriveList, cancellationToken)
                ?? throw new PermanentJobException("The drive answered with something else than a list of files");
        }
        catch (JsonException broken)
        {
            throw new PermanentJobException("The drive answered with something else than a list of files", broken);
        }
    }

    // Into a file of its own: the answer is gone before anybody reads it.
    private async Task<Stream?> ContentAsync(OutgoingAnswer answer, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(answer) is not null)
            return null;
        await using var body = await answer.OpenAsync();
        return await TemporaryFile.CopyAsync(body, cancellationToken);
    }

    /// <summary>What is wrong with one item or one list; null when it is good.</summary>
    /// <exception cref="PermanentJobException">The token is no good for anything.</exception>
    /// <exception cref="HttpRequestException">Too many requests, which is tried again.</exception>
    private async Task<string?> RefusalAsync(OutgoingAnswer answer)
    {
        if (answer.Status is >= 200 and < 300)
            return null;
        if (answer.Status == 401)
            throw new PermanentJobException("The drive refused the access token: it is wrong, or its time is over");
        var excerpt = (await answer.ExcerptAsync(ExcerptCharacters)).Replace(token, "***", StringComparison.Ordinal);
        return answer.Status == 403 && excerpt.Contains("ateLimitExceeded", StringComparison.Ordinal)
            ? throw new HttpRequestException("too many requests")
            : $"The drive answered {answer.StatusLine}: {excerpt}";
    }

    private static string PathOf(DriveFile file, Dictionary<string, DriveFile> found)
    {
        var path = file.Name;
        var parent = file.Parents is [var first, ..] ? first : null;
        for (var depth = 0; parent is not null && depth < DeepestFolder && found.TryGetValue(parent, out var above); depth++)
        {
            path = $"{above.Name}/{path}";
            parent = above.Parents is [var next, ..] ? next : null;
        }

        return path;
    }
}
