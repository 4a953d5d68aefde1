using System.Net;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Outgoing;

/// <summary>
/// The one client for calls whose address comes from outside: job types and webhooks use nothing else. Every hop and every
/// connection obeys <see cref="OutgoingRules"/>; time and size are bounded.
/// </summary>
public sealed class OutgoingClient : IDisposable
{
    // A name is looked up anew from time to time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly OutgoingRules _rules;
    private readonly OutgoingOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>Makes the client.</summary>
    public OutgoingClient(OutgoingRules rules, IOptions<OutgoingOptions> options, TimeProvider time)
        : this(rules, options, time, Dns.GetHostAddressesAsync) { }

    internal OutgoingClient(
        OutgoingRules rules, IOptions<OutgoingOptions> options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_rules, _options, _time) = (rules, options.Value, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = new OutgoingConnector(rules, resolve).ConnectAsync,
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.All,
            // A redirect is looked at before it is followed.
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would look up names by itself, and connect to what this client refuses.
            UseProxy = false,
        });
    }

    /// <summary>Makes a call and returns its answer, whatever its status; dispose it.</summary>
    /// <exception cref="OutgoingRefusedException">The call, or one that it was redirected to, is not allowed.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async Task<OutgoingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        var timeout = request.Timeout ?? _options.Timeout;
        var deadline = new Deadline(timeout, request.Address, _time, cancellationToken);
        try
        {
            var hop = request;
            for (var redirects = 0; ; redirects++)
            {
                if (_rules.Objection(hop.Address) is { } objection)
                    throw new OutgoingRefusedException($"The address of '{hop.Address.Host}' {objection}");
                var response = await deadline.RunAsync(token => SendOnceAsync(hop, token));
                if (NextHop(hop, response) is not { } next)
                    return new OutgoingAnswer(response, deadline, _options.MaxResponseBytes, _time);
                response.Dispose();
                if (redirects == _options.MaxRedirects)
                    throw new OutgoingRefusedException($"'{request.Address.Host}' redirects more than {_options.MaxRedirects} times");
                hop = next;
            }
        }
        catch
        {
            deadline.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static OutgoingRequest? NextHop(OutgoingRequest hop, HttpResponseMessage response)
    {
        try
        {
            return hop.FollowRedirects ? Redirects.Next(hop, response) : null;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Address);
        if (request.Content is { } make)
            message.Content = await make(cancellationToken);
        foreach (var header in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value) && message.Content is { } content)
            {
                content.Headers.Remove(header.Name);
                content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        try
        {
            return await _http.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException wrapped) when (wrapped.InnerException is OutgoingRefusedException refused)
        {
            throw new OutgoingRefusedException(refused.Message);
        }
    }
}
