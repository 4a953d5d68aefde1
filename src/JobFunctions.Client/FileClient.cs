using System.Runtime.CompilerServices;

namespace JobFunctions.Client;

/// <summary>The caller's own files: the inputs of his jobs, until he deletes them.</summary>
public sealed class FileClient
{
    private readonly Sender _sender;
    private readonly Sender _storage;
    private readonly JobClientOptions _options;

    internal FileClient(Sender sender, Sender storage, JobClientOptions options) =>
        (_sender, _storage, _options) = (sender, storage, options);

    /// <summary>
    /// Stores a file; an older one of this name is replaced. A large one goes straight to Blob Storage. What can't be rewound is sent once,
    /// without retries, and through the service.
    /// </summary>
    /// <param name="name">1 to 200 bytes of UTF-8, without slashes and control characters.</param>
    /// <param name="content">Read from where it stands to its end; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task UploadAsync(string name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.CanSeek && content.Length - content.Position >= _options.LargeFile)
        {
            await UploadToStorageAsync(name, content, cancellationToken).ConfigureAwait(false);
            return;
        }

        var body = new Rewound(content);
        using var response = await _sender.OpenAsync(
            () => new(HttpMethod.Put, Of(name)) { Content = body.Content() }, once: !content.CanSeek, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a file.</summary>
    /// <returns>Its bytes as they arrive; to be disposed of.</returns>
    /// <exception cref="JobNotFoundException">There is no such file.</exception>
    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        var response = await _sender.OpenAsync(() => new(HttpMethod.Get, Of(name)), once: false, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All files by name, page after page as they are read.</summary>
    public async IAsyncEnumerable<StoredFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var address = new Uri(cursor is null ? "files" : $"files?cursor={Uri.EscapeDataString(cursor)}", UriKind.Relative);
            var page = await _sender.ReadAsync(() => new(HttpMethod.Get, address), ClientJson.Default.FilePage, cancellationToken).ConfigureAwait(false);
            foreach (var file in page.Files)
                yield return file;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Removes a file.</summary>
    /// <exception cref="JobNotFoundException">There is no such file.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _sender.OpenAsync(() => new(HttpMethod.Delete, Of(name)), once: false, cancellationToken).ConfigureAwait(false);
        }
        catch (JobNotFoundException missing) when (missing.MayHaveBeenDone)
        {
            // The answer of an earlier try got lost.
        }
    }

    private async Task UploadToStorageAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var body = new Rewound(content);
        var upload = await _sender.ReadAsync(
            () => new(HttpMethod.Post, Of(name, "/upload-url")), ClientJson.Default.UploadAddress, cancellationToken).ConfigureAwait(false);
        using var response = await _storage.OpenAsync(
            () =>
            {
                var request = new HttpRequestMessage(new HttpMethod(upload.Method), upload.Url) { Content = body.Content() };
                foreach (var (header, value) in upload.Headers)
                    request.Headers.TryAddWithoutValidation(header, value);
                return request;
            },
            once: false,
            cancellationToken).ConfigureAwait(false);
    }

    private static Uri Of(string name, string more = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new($"files/{Uri.EscapeDataString(name)}{more}", UriKind.Relative);
    }
}
