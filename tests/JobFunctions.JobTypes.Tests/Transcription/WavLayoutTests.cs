using JobFunctions.JobTypes.Transcription;

namespace JobFunctions.JobTypes.Tests.Transcription;

public class WavLayoutTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData(0u, true)]
    [InlineData(0xFFFF_FFFFu, true)]
    public async Task Finds_the_samples_also_where_a_recorder_did_not_know_their_number(uint? stated, bool withList)
    {
        var wav = await ReadAsync(Tone.Wav(2.5, stated, withList));
        Assert.Equal(2.5, wav!.Seconds);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(10_001)]
    [InlineData(47)]
    [InlineData(31_000)]
    public async Task Pieces_are_files_of_their_own_and_together_hold_every_sample_once(int maxBytes)
    {
        var file = Tone.Wav(1);
        var pieces = (await ReadAsync(file))!.Cut(maxBytes, "tone.wav").ToList();

        var samples = new MemoryStream();
        var time = 0.0;
        foreach (var piece in pieces)
        {
            byte[] bytes = [.. piece.Header.ToArray(), .. file.AsSpan((int)piece.Start, (int)piece.Length)];
            Assert.InRange(bytes.Length, 46, maxBytes);
            Assert.Equal(time, piece.OffsetSeconds, precision: 9);
            var alone = await ReadAsync(bytes);
            Assert.Equal(piece.Seconds!.Value, alone!.Seconds, precision: 9);
            time += alone.Seconds;
            samples.Write(bytes.AsSpan(piece.Header.Length));
        }

        Assert.Equal(Tone.Samples(1), samples.ToArray());
    }

    [Fact]
    public async Task What_is_no_sound_WAV_file_is_none()
    {
        var wav = Tone.Wav(0.01);
        Assert.Null(await ReadAsync([]));
        Assert.Null(await ReadAsync("ID3 and so on, an MP3 file"u8.ToArray()));
        for (var length = 0; length < 52; length++)
            Assert.Null(await ReadAsync(wav[..length]));
        byte[] noRate = [.. wav[..28], 0, 0, 0, 0, .. wav[32..]];
        Assert.Null(await ReadAsync(noRate));
    }

    private static async Task<WavLayout?> ReadAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await WavLayout.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
