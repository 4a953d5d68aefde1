using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Client;

/// <summary>Reads a job's streams of server-sent events, and opens them anew where they stopped.</summary>
internal sealed class JobStream(Sender sender, JobClientOptions options)
{
    /// <param name="address">Where the stream is.</param>
    /// <param name="type">What its events hold.</param>
    /// <param name="isLast">Whether no event comes after this one; what is not known so is found out by one more request.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ServiceUnavailableException">The stream broke again and again without telling anything.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Uri address, JsonTypeInfo<T> type, Func<T, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var lastEventId = "";
        var breaks = 0;
        while (true)
        {
            using var response = await OpenAsync(address, lastEventId, cancellationToken).ConfigureAwait(false);

            // Somebody who knows the end is told that there is no more.
            if (response.StatusCode == HttpStatusCode.NoContent)
                yield break;

            using var body = new WatchedStream(
                await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), options.StreamSilence, options.Time);
            var parser = SseParser.Create(body, (_, data) => JsonSerializer.Deserialize(data, type)!);
            var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var end = events.ConfigureAwait(false);
            var (update, broken) = await NextAsync(events).ConfigureAwait(false);
            for (; update is not null; (update, broken) = await NextAsync(events).ConfigureAwait(false))
            {
                (lastEventId, breaks) = (parser.LastEventId, 0);
                yield return update;
                if (isLast(update))
                    yield break;
            }

            // A stream that ends without having broken is the service's way not to be cut by a proxy.
            breaks = broken is null ? 0 : breaks + 1;
            if (breaks > options.MaxRetries)
                throw new ServiceUnavailableException(HttpStatusCode.ServiceUnavailable, $"The stream broke: {broken!.Message}", null, broken);
            var delay = RetryDelay.Of(Math.Max(1, breaks), null, options, Random.Shared.NextDouble());
            await Task.Delay(delay, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<HttpResponseMessage> OpenAsync(Uri address, string lastEventId, CancellationToken cancellationToken) => sender.OpenAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/event-stream" } } };
            if (lastEventId.Length > 0)
                request.Headers.Add("Last-Event-ID", lastEventId);
            return request;
        },
        once: false,
        cancellationToken);

    /// <summary>The next update, or null at the end, and what broke the stream, if that was the end.</summary>
    private static async ValueTask<(T? Update, Exception? Broken)> NextAsync<T>(IAsyncEnumerator<SseItem<T>> events) where T : class
    {
        try
        {
            return (await events.MoveNextAsync().ConfigureAwait(false) ? events.Current.Data : null, null);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return (null, broken);
        }
    }
}
