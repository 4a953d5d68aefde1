using System.Net;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>A piece of a file as the body of a call, streamed.</summary>
internal sealed class PieceContent(Stream file, AudioPiece piece) : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(piece.Header, cancellationToken);
        file.Position = piece.Start;
        var buffer = new byte[BufferBytes];
        for (var left = piece.Length; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The audio file ended while it was sent");
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = piece.Header.Length + piece.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
