using System.Net;
using System.Net.Http.Headers;

namespace JobFunctions.Client;

/// <summary>
/// The lines of an upload. They are taken from their source as they are sent, and kept, so that a further try begins with those of the tries
/// before and then goes on with the source.
/// </summary>
internal sealed class BatchLines(byte[] head, IAsyncEnumerable<NewJob> jobs, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>The service takes a thousand jobs. The next one is sent to be refused, so that nobody takes the upload for complete.</summary>
    private const int MaxLines = 1 + 1_000 + 1;

    private readonly List<byte[]> _lines = [head];
    private readonly IAsyncEnumerator<NewJob> _source = jobs.GetAsyncEnumerator(cancellationToken);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>What the source failed with; a try that meets it is not to be repeated.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The content for one try.</summary>
    public HttpContent Content() => new LinesContent(this);

    public async ValueTask DisposeAsync()
    {
        // A try that was given up may still wait for the source.
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async ValueTask<byte[]?> LineAsync(int index)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (index < _lines.Count)
                return _lines[index];
            if (index >= MaxLines || !await _source.MoveNextAsync().ConfigureAwait(false))
                return null;
            _lines.Add(JsonLine.Of(_source.Current.ToJson()));
            return _lines[index];
        }
        catch (Exception failure)
        {
            Failure ??= failure;
            throw new SourceFailedException(failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class LinesContent : HttpContent
    {
        private readonly BatchLines _lines;

        public LinesContent(BatchLines lines)
        {
            _lines = lines;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            for (var index = 0; await _lines.LineAsync(index).ConfigureAwait(false) is { } line; index++)
            {
                await stream.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>The source of an upload failed, and not the connection.</summary>
internal sealed class SourceFailedException(Exception failure) : Exception(failure.Message, failure);
