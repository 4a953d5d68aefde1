namespace JobFunctions.Core.Execution;

/// <summary>A result file while it is written: it counts the bytes and says when the file is complete.</summary>
internal sealed class ResultStream(Stream blob, Action<long> completed) : Stream
{
    private long _bytes;
    private bool _disposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes;

    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        blob.Write(buffer, offset, count);
        _bytes += count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await blob.WriteAsync(buffer, cancellationToken);
        _bytes += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => blob.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => blob.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await blob.DisposeAsync();
        completed(_bytes);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            blob.Dispose();
            completed(_bytes);
        }

        base.Dispose(disposing);
    }
}
