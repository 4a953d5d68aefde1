using System.Buffers.Binary;
using System.Text;

namespace JobFunctions.JobTypes.Tests.Transcription;

/// <summary>A WAV file with a tone of 440 Hz: 16 kHz, mono, 16 bits.</summary>
internal static class Tone
{
    public const int BytesPerSecond = 32_000;

    public static byte[] Wav(double seconds, uint? statedBytes = null, bool withList = true)
    {
        var samples = Samples(seconds);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(0u);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(16_000);
        writer.Write(BytesPerSecond);
        writer.Write((short)2);
        writer.Write((short)16);
        if (withList)
        {
            // A chunk of odd length, which is followed by one byte that belongs to nobody.
            writer.Write("LIST"u8);
            writer.Write(5);
            writer.Write(Encoding.ASCII.GetBytes("INFOx\0"));
        }

        writer.Write("data"u8);
        writer.Write(statedBytes ?? (uint)samples.Length);
        writer.Write(samples);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    public static byte[] Samples(double seconds)
    {
        var samples = new byte[(int)(seconds * BytesPerSecond) / 2 * 2];
        for (var i = 0; i < samples.Length / 2; i++)
            BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(2 * i), (short)(8_000 * Math.Sin(2 * Math.PI * 440 * i / 16_000)));
        return samples;
    }
}
