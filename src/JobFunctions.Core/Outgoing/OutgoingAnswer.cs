using System.Text;

namespace JobFunctions.Core.Outgoing;

/// <summary>The answer to a call. Its body streams; dispose the answer when it is read.</summary>
public sealed class OutgoingAnswer : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Deadline _deadline;
    private readonly long _maxBytes;

    internal OutgoingAnswer(HttpResponseMessage response, Deadline deadline, long maxBytes, TimeProvider time)
    {
        (_response, _deadline, _maxBytes) = (response, deadline, maxBytes);
        RetryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
            _ => null,
        };
    }

    /// <summary>The status code.</summary>
    public int Status => (int)_response.StatusCode;

    /// <summary>The status in words, such as <c>404 Not Found</c>.</summary>
    public string StatusLine => $"{Status} {_response.ReasonPhrase}".TrimEnd();

    /// <summary>Whether the same call can succeed later: 408, 425, 429 and every 5xx.</summary>
    public bool IsTransient => Status is 408 or 425 or 429 or >= 500;

    /// <summary>How long the other side asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The media type of the body without its parameters, in lower case; null when it names none.</summary>
    public string? MediaType => _response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();

    /// <summary>A header, of the answer or of its body; values of several are joined by commas. Null when it is not there.</summary>
    public string? Header(string name) =>
        _response.Headers.TryGetValues(name, out var values) || _response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Opens the body. Reading more than the configured size, or for longer than the call may take, throws.</summary>
    public Task<Stream> OpenAsync() => _deadline.RunAsync<Stream>(async token =>
        new BoundedStream(await _response.Content.ReadAsStreamAsync(token), _deadline, _maxBytes));

    /// <summary>The beginning of the body as text, for an error's message.</summary>
    /// <returns>At most so many characters; what could not be read is left out.</returns>
    public async Task<string> ExcerptAsync(int maxCharacters)
    {
        try
        {
            await using var body = await OpenAsync();
            var bytes = new byte[maxCharacters];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
            return string.Concat(Encoding.UTF8.GetString(bytes, 0, length).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            // It broke off, came too late, or is not encoded as it says: the status is what matters.
            return "";
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _response.Dispose();
        _deadline.Dispose();
    }
}
