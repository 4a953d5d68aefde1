using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>
/// Writes an answer line by line, whoever has one. Nobody waits for its reader: most HTTP clients read nothing before they have sent all, and
/// an upload that waited for them would never end. The lines are bounded by the jobs of a batch.
/// </summary>
internal sealed class LineAnswer : IAsyncDisposable
{
    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly Task _writing;

    public LineAnswer(HttpResponse response, CancellationToken cancellationToken) => _writing = WriteAllAsync(response, cancellationToken);

    public void Add<T>(T line, JsonTypeInfo<T> type) => _lines.Writer.TryWrite([.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n']);

    /// <summary>Waits until all is written, as far as there is still somebody who reads it.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAllAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_lines.Reader.TryRead(out var line))
                await response.Body.WriteAsync(line, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }
}
