using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Transcription;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.JobTypes.Tests.Transcription;

public sealed class TranscriptionHandlerTests : IDisposable
{
    private const string Key = "sk-very-secret";

    private const string Verbose = """
        {
          "task": "transcribe", "language": "english", "duration": 3.5, "text": " Hello there. General greetings.",
          "segments": [
            { "id": 0, "seek": 0, "start": 0.0, "end": 1.25, "text": " Hello there.", "tokens": [1], "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 0.9, "no_speech_prob": 0.01 },
            { "id": 1, "seek": 0, "start": 1.25, "end": 3.5, "text": " General greetings.", "tokens": [2], "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 0.9, "no_speech_prob": 0.01 }
          ]
        }
        """;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Calls _calls;

    public TranscriptionHandlerTests() => _calls = new Calls(_time);

    public void Dispose() => _calls.Dispose();

    [Fact]
    public async Task Writes_text_subtitles_and_JSON_of_what_was_said()
    {
        await using var server = await AnswersAsync("application/json", Verbose);
        var job = new FakeJobContext().WithInput("secret name.MP3", [1, 2, 3]);

        var result = await RunAsync(
            Options(server), job, """{ "audio_file": "secret name.MP3", "language": "en", "prompt": "Obi-Wan", "temperature": "0.2" }""");

        var asked = Assert.Single(server.Requests);
        Assert.Equal($"Bearer {Key}", asked.Headers["Authorization"]);
        var form = await SpeechForm.ReadAsync(asked);
        Assert.Equal(("audio.mp3", 3), (form.FileName, form.File.Length));
        Assert.Equal(
            ("whisper-1", "verbose_json", "en", "Obi-Wan", "0.2"),
            (form.Fields["model"], form.Fields["response_format"], form.Fields["language"], form.Fields["prompt"], form.Fields["temperature"]));

        Assert.Equal("Hello there. General greetings.\n", await ZippedAsync(job, "transcript.txt"));
        Assert.Equal(
            "1\n00:00:00,000 --> 00:00:01,250\nHello there.\n\n2\n00:00:01,250 --> 00:00:03,500\nGeneral greetings.\n\n",
            await ZippedAsync(job, "transcript.srt"));
        var json = JsonElement.Parse((await ZippedAsync(job, "transcript.json"))!);
        Assert.Equal(("english", 3.5), (json.GetProperty("language").GetString(), json.GetProperty("duration").GetDouble()));
        Assert.Equal("General greetings.", json.GetProperty("segments")[1].GetProperty("text").GetString());
        Assert.Equal((2, 1, 31), (result.GetProperty("segments").GetInt32(), result.GetProperty("pieces").GetInt32(), result.GetProperty("characters").GetInt32()));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "Nur Worte, ohne Zeiten.\n")]
    [InlineData("application/json", """{ "text": "Nur Worte, ohne Zeiten." }""")]
    public async Task Without_times_there_are_no_subtitles_unless_the_length_is_known(string mediaType, string body)
    {
        await using var server = await AnswersAsync(mediaType, body);
        var compressed = new FakeJobContext().WithInput("a.ogg", [1]);
        var wav = new FakeJobContext().WithInput("a.wav", Tone.Wav(2));

        var none = await RunAsync(Options(server), compressed, """{ "audio_file": "a.ogg" }""");
        var some = await RunAsync(Options(server), wav, """{ "audio_file": "a.wav" }""");

        Assert.Equal("Nur Worte, ohne Zeiten.\n", await ZippedAsync(compressed, "transcript.txt"));
        Assert.Null(await ZippedAsync(compressed, "transcript.srt"));
        Assert.False(none.GetProperty("has_subtitles").GetBoolean());
        Assert.Equal("1\n00:00:00,000 --> 00:00:02,000\nNur Worte, ohne Zeiten.\n\n", await ZippedAsync(wav, "transcript.srt"));
        Assert.True(some.GetProperty("has_subtitles").GetBoolean());
    }

    [Fact]
    public async Task An_Azure_deployment_gets_its_key_as_Azure_takes_it()
    {
        await using var server = await AnswersAsync("application/json", Verbose);
        var options = Options(server);
        options.Endpoint = $"{server.Address}openai/deployments/whisper/audio/transcriptions?api-version=2024-06-01";

        await RunAsync(options, new FakeJobContext().WithInput("a.wav", Tone.Wav(1)), """{ "audio_file": "a.wav" }""");

        var asked = Assert.Single(server.Requests);
        Assert.Equal((Key, false), (asked.Headers["api-key"], asked.Headers.ContainsKey("Authorization")));
        Assert.Equal("/openai/deployments/whisper/audio/transcriptions?api-version=2024-06-01", asked.Path);
    }

    [Fact]
    public async Task Audio_above_the_limit_is_cut_and_joined_with_right_times()
    {
        // Hears one segment a second, and counts them by what it was sent: as a real service it knows nothing of other pieces.
        await using var server = await LoopbackServer.StartAsync(async (context, request) =>
        {
            var wav = (await SpeechForm.ReadAsync(request)).File;
            var seconds = (BinaryPrimitives.ReadUInt32LittleEndian(wav.AsSpan(40)) + 0.0) / Tone.BytesPerSecond;
            var segments = Enumerable.Range(0, (int)Math.Ceiling(seconds)).Select(number => string.Create(
                CultureInfo.InvariantCulture, $$"""{ "start": {{number}}, "end": {{Math.Min(number + 1, seconds)}}, "text": " word {{number}}" }"""));
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(string.Create(
                CultureInfo.InvariantCulture, $$"""{ "language": "en", "duration": {{seconds}}, "text": "piece", "segments": [{{string.Join(',', segments)}}] }"""));
        });
        var options = Options(server);
        options.MaxBytes = 44 + 3 * Tone.BytesPerSecond;
        var job = new FakeJobContext().WithInput("long.wav", Tone.Wav(7.5));

        var result = await RunAsync(options, job, """{ "audio_file": "long.wav" }""");

        Assert.Equal((3, 8, 7.5), (result.GetProperty("pieces").GetInt32(), result.GetProperty("segments").GetInt32(), result.GetProperty("duration").GetDouble()));
        Assert.Equal("piece piece piece\n", await ZippedAsync(job, "transcript.txt"));
        var times = (await ZippedAsync(job, "transcript.srt"))!.Split('\n').Where(line => line.Contains("-->", StringComparison.Ordinal)).ToList();
        Assert.Equal("00:00:03,000 --> 00:00:04,000", times[3]);
        Assert.Equal("00:00:07,000 --> 00:00:07,500", times[7]);
        Assert.All(server.Requests, request => Assert.True(SpeechForm.ReadAsync(request).Result.File.Length <= options.MaxBytes));
        Assert.Contains("part 3 of 3", job.Reports[^2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audio_above_the_limit_that_can_not_be_cut_fails_for_good_and_says_what_to_do()
    {
        await using var server = await AnswersAsync("application/json", Verbose);
        var options = Options(server);
        options.MaxBytes = 10;

        var error = await Assert.ThrowsAsync<PermanentJobException>(
            () => RunAsync(options, new FakeJobContext().WithInput("a.ogg", new byte[11]), """{ "audio_file": "a.ogg" }"""));

        Assert.Contains("send it as WAV", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_service_in_trouble_is_asked_again_after_the_time_that_it_says(int status)
    {
        var asked = 0;
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = ++asked == 1 ? status : 200;
            context.Response.Headers.RetryAfter = "30";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(asked == 1 ? """{ "error": { "message": "Rate limit reached", "type": "requests" } }""" : Verbose);
        });
        var job = new FakeJobContext().WithInput("a.wav", Tone.Wav(1));
        var run = RunAsync(Options(server), job, """{ "audio_file": "a.wav" }""");
        await Eventually.BecomesTrue(() => server.Requests.Count == 1, "it was asked once");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCompleted);

        await DoneAsync(run);

        await run;
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Body.Length, server.Requests[1].Body.Length);
    }

    [Fact]
    public async Task A_dropped_connection_is_tried_again_and_then_left_to_the_job()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var run = RunAsync(Options(server), new FakeJobContext().WithInput("a.wav", Tone.Wav(1)), """{ "audio_file": "a.wav" }""");

        await DoneAsync(run);

        var error = await Assert.ThrowsAsync<TransientJobException>(() => run);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(400, """{ "error": { "message": "Invalid file format. You sent sk-very-secret" } }""", "Invalid file format")]
    [InlineData(401, """{ "error": { "message": "Incorrect API key provided: sk-very-secret" } }""", "Transcription:Key")]
    [InlineData(413, "too large", "Transcription:MaxBytes")]
    [InlineData(200, "[]", "something else")]
    [InlineData(200, """{ "segments": 3 }""", "something else")]
    [InlineData(200, "broken", "something else")]
    public async Task Any_other_answer_is_final_and_never_shows_the_key(int status, string body, string message)
    {
        await using var server = await AnswersAsync("application/json", body, status);

        var error = await Assert.ThrowsAsync<PermanentJobException>(
            () => RunAsync(Options(server), new FakeJobContext().WithInput("a.wav", Tone.Wav(1)), """{ "audio_file": "a.wav" }"""));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Not_configured_says_which_setting_to_set()
    {
        var error = await Assert.ThrowsAsync<PermanentJobException>(
            () => RunAsync(new TranscriptionOptions(), new FakeJobContext().WithInput("a.wav", Tone.Wav(1)), """{ "audio_file": "a.wav" }"""));
        Assert.Contains("Transcription:Endpoint", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ }""", "config.audio_file")]
    [InlineData("""{ "audio_file": "a", "temperature": "2" }""", "config.temperature")]
    [InlineData("""{ "audio_file": "a", "temperature": "warm" }""", "config.temperature")]
    [InlineData("""{ "audio_file": "a", "language": "the language of the bees" }""", "config.language")]
    public void Names_the_field_that_is_wrong(string config, string field) => Assert.Equal(
        field, Assert.Single(Handler(new TranscriptionOptions()).Validate(JsonElement.Parse(config))).Field);

    private static TranscriptionOptions Options(LoopbackServer server) => new() { Endpoint = $"{server.Address}v1/audio/transcriptions", Key = Key };

    private static Task<LoopbackServer> AnswersAsync(string mediaType, string body, int status = 200) => LoopbackServer.StartAsync(async (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        await context.Response.WriteAsync(body);
    });

    private static async Task<string?> ZippedAsync(FakeJobContext job, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(job.ResultBytes("transcription.zip")));
        if (zip.GetEntry(name) is not { } entry)
            return null;
        using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private TranscriptionHandler Handler(TranscriptionOptions options) => new(_calls.Retries, new OptionsWrapper<TranscriptionOptions>(options));

    private async Task<JsonElement> RunAsync(TranscriptionOptions options, FakeJobContext job, string config)
    {
        var handler = Handler(options);
        Assert.Empty(handler.Validate(JsonElement.Parse(config)));
        return (await handler.RunAsync(JsonElement.Parse(config), job, TestContext.Current.CancellationToken))!.Value;
    }

    private Task DoneAsync(Task run) => Eventually.BecomesTrue(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return run.IsCompleted;
        },
        "the job is done");
}
