using System.Net;
using System.Net.Sockets;

namespace JobFunctions.Core.Outgoing;

/// <summary>
/// Opens the connections. The addresses are looked at here, after the name was resolved and with no second look-up before the
/// connect, so a name that changes its address in between (DNS rebinding) gains nothing.
/// </summary>
internal sealed class OutgoingConnector(OutgoingRules rules, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var found = await resolve(host, cancellationToken);
        var allowed = Array.FindAll(found, address => rules.Allows(host, address));
        if (allowed.Length == 0)
            throw new OutgoingRefusedException($"'{host}' leads to no address that may be called: none is public");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
