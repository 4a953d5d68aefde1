using System.Buffers.Binary;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Where the samples of a WAV file (RIFF, or RF64 for large ones) lie, and what they mean.</summary>
internal sealed class WavLayout
{
    private const int ChunkHeader = 8;
    private const int SmallestFormat = 16;
    private const int LargestFormat = 1_024;

    private readonly byte[] _format;
    private readonly long _dataStart;
    private readonly long _dataBytes;
    private readonly int _frameBytes;
    private readonly int _bytesPerSecond;

    private WavLayout(byte[] format, long dataStart, long dataBytes)
    {
        (_format, _dataStart, _dataBytes) = (format, dataStart, dataBytes);
        _bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(format.AsSpan(8));
        _frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(12));
    }

    /// <summary>How long it is.</summary>
    public double Seconds => (double)_dataBytes / _bytesPerSecond;

    /// <summary>Reads the chunks before the samples.</summary>
    /// <returns>Null when the file is no WAV file, or a broken one.</returns>
    public static async Task<WavLayout?> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        var head = new byte[12];
        file.Position = 0;
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length
            || !(head.AsSpan().StartsWith("RIFF"u8) || head.AsSpan().StartsWith("RF64"u8)) || !head.AsSpan(8).SequenceEqual("WAVE"u8))
            return null;

        byte[]? format = null;
        var chunk = new byte[ChunkHeader];
        for (var at = 12L; at + ChunkHeader <= file.Length;)
        {
            file.Position = at;
            await file.ReadExactlyAsync(chunk, cancellationToken);
            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            var start = at + ChunkHeader;
            if (chunk.AsSpan().StartsWith("data"u8))
            {
                // Recorders that stream leave 0 or the largest number: then the samples go on to the end.
                var rest = file.Length - start;
                return format is null ? null : new WavLayout(format, start, size == 0 || size > rest ? rest : size);
            }

            if (chunk.AsSpan().StartsWith("fmt "u8))
            {
                if (size is < SmallestFormat or > LargestFormat || start + size > file.Length)
                    return null;
                format = new byte[size];
                await file.ReadExactlyAsync(format, cancellationToken);
                if (BinaryPrimitives.ReadInt32LittleEndian(format.AsSpan(8)) <= 0 || BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(12)) == 0)
                    return null;
            }

            // Chunks begin at even places.
            at = start + size + (size & 1);
        }

        return null;
    }

    /// <summary>Cuts between two frames, so that no sample is torn; every piece gets a header of its own.</summary>
    public IEnumerable<AudioPiece> Cut(long maxBytes, string name)
    {
        var most = (maxBytes - Header(0).Length) / _frameBytes * _frameBytes;
        if (most <= 0)
            throw new PermanentJobException($"'{name}' can't be cut into pieces of {maxBytes} bytes");
        for (var cut = 0L; cut < _dataBytes; cut += most)
        {
            var length = Math.Min(most, _dataBytes - cut);
            yield return new AudioPiece(
                Header(length), _dataStart + cut, length, (double)cut / _bytesPerSecond, (double)length / _bytesPerSecond);
        }
    }

    private byte[] Header(long dataBytes)
    {
        var header = new byte[12 + ChunkHeader + _format.Length + (_format.Length & 1) + ChunkHeader];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)Math.Min(header.Length - ChunkHeader + dataBytes, uint.MaxValue));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), _format.Length);
        _format.CopyTo(header, 20);
        "data"u8.CopyTo(header.AsSpan(header.Length - ChunkHeader));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(header.Length - 4), (uint)Math.Min(dataBytes, uint.MaxValue));
        return header;
    }
}
