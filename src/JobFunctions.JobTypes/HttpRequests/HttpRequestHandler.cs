using System.ComponentModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>Calls an HTTP endpoint and records its answer. A trouble of the other side's is retried with the job, anything else is final.</summary>
/// <param name="client">Makes the call.</param>
/// <param name="rules">Which addresses may be called.</param>
[DisplayName("HTTP request"), Description("Calls an HTTP endpoint and records its answer.")]
internal sealed class HttpRequestHandler(OutgoingClient client, OutgoingRules rules) : JobHandler<HttpRequestConfig>("http_request")
{
    private const int ExcerptCharacters = 500;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(HttpRequestConfig config) => HttpRequestConfigValidator.Validate(config, rules);

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(HttpRequestConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        var address = new Uri(config.Url);
        job.Report(0, $"Calling {address.Host}");
        var request = new OutgoingRequest(config.Verb, address)
        {
            Headers = [.. Headers(config, job)],
            Content = Body(config, job),
            Timeout = config.RequestTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            FollowRedirects = config.FollowRedirects,
        };
        using var answer = await client.SendAsync(request, cancellationToken);
        if (!config.Expects(answer.Status))
            throw await UnexpectedAsync(address, answer);

        job.Report(0.5, $"'{address.Host}' answered {answer.StatusLine}");
        var result = await AnswerRecord.MakeAsync(answer, config.AnswerHeaders, job, cancellationToken);
        return JsonSerializer.SerializeToElement(result, HttpRequestJson.Default.HttpRequestResult);
    }

    /// <summary>A key that is the same in every attempt lets the other side do the work once.</summary>
    private static IEnumerable<OutgoingHeader> Headers(HttpRequestConfig config, IJobContext job)
    {
        const string key = "Idempotency-Key";
        if (!config.Headers.Keys.Concat(config.SecretHeaders.Keys).Contains(key, StringComparer.OrdinalIgnoreCase))
            yield return new OutgoingHeader(key, job.Id.ToString());
        yield return new OutgoingHeader("JobFunctions-Attempt", job.Attempt.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in config.Headers)
            yield return new OutgoingHeader(name, value);
        foreach (var (name, secret) in config.SecretHeaders)
            yield return new OutgoingHeader(name, Secret(job, secret), IsSecret: true);
    }

    private static string Secret(IJobContext job, string name) =>
        !job.Secrets.TryGetValue(name, out var value) ? throw new PermanentJobException($"The job has no secret '{name}'; give it in the submit's secrets")
        : !HttpRequestConfigValidator.IsValue(value) ? throw new PermanentJobException($"The secret '{name}' can't be a header: it {HttpRequestConfigValidator.ValueRule}")
        : value;

    private static Func<CancellationToken, Task<HttpContent>>? Body(HttpRequestConfig config, IJobContext job) => config switch
    {
        { BodyFile: { } file } => async token => new StreamContent(await job.OpenInputAsync(file, token))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
        },
        { Body: { ValueKind: JsonValueKind.String } text } => _ => Text(text.GetString()!, "text/plain"),
        { Body: { } json } => _ => Text(json.GetRawText(), "application/json"),
        _ => null,
    };

    private static Task<HttpContent> Text(string text, string mediaType) =>
        Task.FromResult<HttpContent>(new StringContent(text, Encoding.UTF8, mediaType));

    private static async Task<Exception> UnexpectedAsync(Uri address, OutgoingAnswer answer)
    {
        var excerpt = await answer.ExcerptAsync(ExcerptCharacters);
        var message = $"'{address.Host}' answered {answer.StatusLine}{(excerpt.Length > 0 ? $": {excerpt}" : "")}";
        return answer.IsTransient ? new TransientJobException(message, answer.RetryAfter) : new PermanentJobException(message);
    }
}
