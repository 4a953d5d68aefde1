using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace JobFunctions.Bench;

/// <summary>
/// Takes what is sent to a collector or to Azure Monitor, on a free port of this machine. It is no ASP.NET server, whose own spans the service
/// beside it would send along.
/// </summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();
    private readonly Task _answering;

    public TelemetryReceiver()
    {
        Address = $"http://127.0.0.1:{Child.FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Address { get; }

    /// <summary>The bodies that came to a path.</summary>
    public IReadOnlyList<byte[]> Bodies(string path) => [.. _requests.Where(request => request.Path == path).Select(request => request.Body)];

    /// <summary>The lines that came to a path.</summary>
    public IEnumerable<string> Lines(string path) =>
        Bodies(path).SelectMany(body => Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _answering;
        _listener.Close();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            _requests.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.Close();
        }
    }
}
