using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Client;

/// <summary>Sends requests, again where the other side is busy or unreachable, and turns refusals into exceptions.</summary>
/// <param name="http">Its own timeout counts for each try.</param>
/// <param name="baseAddress">What the addresses of requests are relative to; ends with a slash.</param>
/// <param name="options">The bounds of retries, the token and the clock.</param>
internal sealed class Sender(HttpClient http, Uri baseAddress, JobClientOptions options)
{
    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">Makes the request; called for each try.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="cancellationToken">Ends it, also between two tries.</param>
    /// <exception cref="JobApiException">The service refused, or stayed unavailable for every retry.</exception>
    public Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(
        request,
        async response =>
        {
            using (response)
                return (await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false))!;
        },
        options.MaxRetries,
        cancellationToken);

    /// <summary>Sends a request and leaves the body of its answer to be read.</summary>
    /// <param name="request">Makes the request; called for each try.</param>
    /// <param name="once">Whether its content can be sent only once.</param>
    /// <param name="cancellationToken">Ends it, also between two tries.</param>
    /// <exception cref="JobApiException">The service refused, or stayed unavailable for every retry.</exception>
    public Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, bool once, CancellationToken cancellationToken) =>
        SendAsync(request, Task.FromResult, once ? 0 : options.MaxRetries, cancellationToken);

    private async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task<T>> take, int maxRetries, CancellationToken cancellationToken)
    {
        for (var retry = 1; ; retry++)
        {
            RetryConditionHeaderValue? retryAfter = null;
            try
            {
                using var message = await MessageAsync(request, cancellationToken).ConfigureAwait(false);
                var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                    return await take(response).ConfigureAwait(false);
                using (response)
                {
                    retryAfter = response.Headers.RetryAfter;
                    var refusal = await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
                    if (refusal is not ServiceUnavailableException || retry > maxRetries)
                    {
                        refusal.MayHaveBeenDone = retry > 1;
                        throw refusal;
                    }
                }
            }
            catch (Exception lost) when (IsLost(lost, cancellationToken))
            {
                if (retry > maxRetries)
                    throw new ServiceUnavailableException(HttpStatusCode.ServiceUnavailable, $"The service did not answer: {lost.Message}", null, lost);
            }

            await Task.Delay(RetryDelay.Of(retry, retryAfter, options, Random.Shared.NextDouble()), options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<HttpRequestMessage> MessageAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var message = request();
        message.RequestUri = new Uri(baseAddress, message.RequestUri!);
        if (options.Token is { } token)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken).ConfigureAwait(false));
        return message;
    }

    /// <summary>Whether a connection failed or was too slow; a certificate that is not trusted won't be in a second.</summary>
    private static bool IsLost(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException failed => failed.HttpRequestError != HttpRequestError.SecureConnectionError,
        IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static async Task<JobApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = Read(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        var message = problem?.Detail ?? $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath} "
            + $"was answered with {(int)response.StatusCode} {response.ReasonPhrase}";
        return JobApiException.Of(response.StatusCode, message, problem);
    }

    // A proxy in between answers in words of its own.
    private static ProblemAnswer? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ClientJson.Default.ProblemAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
