using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>
/// Stands between the processes and the storage emulator, and is unreliable: requests get lost on their way there or back, are throttled
/// or slow, and messages are put twice.
/// </summary>
internal sealed partial class FaultyStorage : IAsyncDisposable
{
    private static readonly string[] Services = ["Blob", "Queue", "Table"];
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase) { "Host", "Transfer-Encoding", "Connection", "Keep-Alive" };

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Dictionary<int, string> _targets = [];
    private int _faults;

    private FaultyStorage(WebApplication app, int seed) => (_app, _random) = (app, new Random(seed));

    /// <summary>How many requests were harmed.</summary>
    public int Faults => _faults;

    /// <summary>The account as it is reached through here.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<FaultyStorage> OpenAsync(string account, int seed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        foreach (var _ in Services)
            app.Urls.Add("http://127.0.0.1:0");
        var storage = new FaultyStorage(app, seed);
        app.Run(storage.ForwardAsync);
        await app.StartAsync();
        storage.ConnectionString = storage.Redirect(account);
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private string Redirect(string account)
    {
        var addresses = _app.Urls.Select(address => new Uri(address)).ToList();
        for (var i = 0; i < Services.Length; i++)
        {
            var endpoint = Endpoint().Matches(account).Single(match => match.Groups["service"].Value == Services[i]);
            _targets[addresses[i].Port] = endpoint.Groups["host"].Value;
            account = account.Replace(endpoint.Groups["host"].Value, $"http://127.0.0.1:{addresses[i].Port}", StringComparison.Ordinal);
        }

        return account;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var roll = Roll();
        if (roll is < 12 or (>= 30 and < 50))
            Interlocked.Increment(ref _faults);
        switch (roll)
        {
            case < 3:
                // Lost on the way there.
                context.Abort();
                return;
            case < 6:
                context.Response.StatusCode = 503;
                return;
            case < 12:
                await Task.Delay(25 * roll, context.RequestAborted);
                break;
        }

        // Storage may do its work although its caller went away.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isMessage = context.Request.Method == "POST" && context.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        if (isMessage && roll is >= 30 and < 50)
            (await SendAsync(context.Request, body.ToArray())).Dispose();
        using var answer = await SendAsync(context.Request, body.ToArray());

        if (roll is >= 12 and < 15)
        {
            // Lost on the way back.
            Interlocked.Increment(ref _faults);
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotForwarded.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        if (context.Request.Method != "HEAD")
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>0 to 999.</summary>
    private int Roll()
    {
        lock (_lock)
            return _random.Next(1000);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequest request, byte[] body)
    {
        var target = new Uri(_targets[request.HttpContext.Connection.LocalPort] + request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), target) { Content = new ByteArrayContent(body) };
        if (body.Length == 0 && request.ContentLength is null)
            forwarded.Content = null;
        foreach (var (name, values) in request.Headers)
        {
            if (!NotForwarded.Contains(name) && !forwarded.Headers.TryAddWithoutValidation(name, values.ToArray()))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return _client.SendAsync(forwarded, HttpCompletionOption.ResponseHeadersRead);
    }

    [GeneratedRegex("(?<service>Blob|Queue|Table)Endpoint=(?<host>http://[^/;]+)")]
    private static partial Regex Endpoint();
}
