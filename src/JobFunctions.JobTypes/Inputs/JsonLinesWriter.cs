using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.JobTypes.Inputs;

/// <summary>Writes a file with one JSON object in each line, a block at a time.</summary>
internal sealed class JsonLinesWriter<T>(Stream stream, JsonTypeInfo<T> type) : IAsyncDisposable
{
    private const int FlushBytes = 32 << 10;

    // The files are downloaded as JSON and never put into HTML, so texts stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);

    /// <summary>How many lines were written.</summary>
    public long Lines { get; private set; }

    public async ValueTask WriteAsync(T value, CancellationToken cancellationToken)
    {
        using (var json = new Utf8JsonWriter(_buffer, Options))
            JsonSerializer.Serialize(json, value, type);
        _buffer.Write("\n"u8);
        Lines++;
        if (_buffer.WrittenCount >= FlushBytes)
            await FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync(CancellationToken.None);
        await stream.DisposeAsync();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
