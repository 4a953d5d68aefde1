using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Speaks the OpenAI audio transcription API, as Azure OpenAI and many servers of one's own do.</summary>
internal sealed class SpeechClient(OutgoingRetries calls, TranscriptionOptions options)
{
    private const int ExcerptCharacters = 300;
    private const int MaxExtension = 5;

    /// <param name="config">What the caller said about the audio.</param>
    /// <param name="piece">What is sent.</param>
    /// <param name="open">Opens the audio file, anew for each try.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PermanentJobException">The service can't or won't write this down.</exception>
    /// <exception cref="TransientJobException">It is in trouble.</exception>
    public Task<Transcript> TranscribeAsync(
        TranscriptionConfig config, AudioPiece piece, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var request = new OutgoingRequest(HttpMethod.Post, new Uri(options.Endpoint!))
        {
            Headers = Credentials(),
            Content = async token => Form(config, new PieceContent(await open(token), piece)),
            Timeout = options.Timeout,
        };
        return calls.SendAsync(request, ReadAsync, cancellationToken);
    }

    // Azure OpenAI names the version in the address, and takes the key in a header of its own.
    private IReadOnlyList<OutgoingHeader> Credentials()
    {
        if (string.IsNullOrEmpty(options.Key))
            return [];
        return new Uri(options.Endpoint!).Query.Contains("api-version=", StringComparison.OrdinalIgnoreCase)
            ? [new OutgoingHeader("api-key", options.Key, IsSecret: true)]
            : [new OutgoingHeader("Authorization", $"Bearer {options.Key}", IsSecret: true)];
    }

    private MultipartFormDataContent Form(TranscriptionConfig config, PieceContent audio)
    {
        var form = new MultipartFormDataContent();
        Add("model", options.Model);
        Add("response_format", options.ResponseFormat);
        Add("language", config.Language);
        Add("prompt", config.Prompt);
        Add("temperature", config.Temperature?.ToString(CultureInfo.InvariantCulture));

        // Services tell the format by the file's extension; its name is none of their business.
        var extension = Path.GetExtension(config.AudioFile).ToLowerInvariant();
        var known = extension.Length is > 1 and <= MaxExtension && extension[1..].All(char.IsAsciiLetterOrDigit);
        audio.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        AddPart(audio, "file", $"audio{(known ? extension : "")}");
        return form;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                AddPart(new StringContent(value) { Headers = { ContentType = null } }, name, null);
        }

        // Not every server understands names without quotes.
        void AddPart(HttpContent part, string name, string? fileName)
        {
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = $"\"{name}\"",
                FileName = fileName is null ? null : $"\"{fileName}\"",
            };
            form.Add(part);
        }
    }

    private async Task<Transcript> ReadAsync(OutgoingAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Status is < 200 or >= 300)
            throw await RefusedAsync(answer);
        await using var body = await answer.OpenAsync();
        if (answer.MediaType?.Contains("json", StringComparison.Ordinal) != true)
        {
            using var reader = new StreamReader(body);
            return new Transcript((await reader.ReadToEndAsync(cancellationToken)).Trim(), null, null, []);
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return Parse(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new PermanentJobException("The speech-to-text service answered with something else than a transcription", broken);
        }
    }

    private static Transcript Parse(JsonElement json)
    {
        IReadOnlyList<Segment> segments = json.TryGetProperty("segments", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(segment => new Segment(
                segment.GetProperty("start").GetDouble(), segment.GetProperty("end").GetDouble(), segment.GetProperty("text").GetString()!.Trim()))]
            : [];
        var duration = json.TryGetProperty("duration", out var length) ? length : default;
        return new Transcript(
            json.GetProperty("text").GetString()!.Trim(),
            json.TryGetProperty("language", out var language) && language.ValueKind == JsonValueKind.String ? language.GetString() : null,
            duration.ValueKind switch
            {
                JsonValueKind.Number => duration.GetDouble(),
                JsonValueKind.String => double.Parse(duration.GetString()!, CultureInfo.InvariantCulture),
                _ => null,
            },
            segments);
    }

    private async Task<PermanentJobException> RefusedAsync(OutgoingAnswer answer)
    {
        if (answer.Status is 401 or 403)
            return new PermanentJobException($"The speech-to-text service refused the key ({answer.StatusLine}): check {TranscriptionHandler.KeySetting}");
        if (answer.Status == 413)
            return new PermanentJobException(
                $"The speech-to-text service takes no file of this size ({answer.StatusLine}): lower {TranscriptionHandler.MaxBytesSetting}");
        var excerpt = await answer.ExcerptAsync(ExcerptCharacters);

        // Some services repeat what they were sent.
        if (!string.IsNullOrEmpty(options.Key))
            excerpt = excerpt.Replace(options.Key, "***", StringComparison.Ordinal);
        return new PermanentJobException($"The speech-to-text service answered {answer.StatusLine}{(excerpt.Length > 0 ? $": {excerpt}" : "")}");
    }
}
