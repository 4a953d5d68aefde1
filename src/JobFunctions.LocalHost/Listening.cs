using System.Net;
using System.Net.Sockets;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.LocalHost;

/// <summary>The addresses that the host listens on.</summary>
internal static class Listening
{
    /// <summary>Any free port of this machine's own interface.</summary>
    public const string FreePort = "http://127.0.0.1:0";

    /// <summary>The first of the addresses asked for that another program holds; null when all are free.</summary>
    public static string? FindTaken(WebApplication app) =>
        (app.Configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(IsTaken);

    /// <summary>What the API's routes are relative to, once the host has started.</summary>
    public static Uri BaseAddress(WebApplication app)
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var anyInterface = address.Host is "[::]" or "0.0.0.0" or "*" or "+";
        return new Uri($"{address.Scheme}://{(anyInterface ? "localhost" : address.Host)}:{address.Port}/{HostJson.RoutePrefix(app.Configuration)}/");
    }

    private static bool IsTaken(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = IPAddress.TryParse(address.Host, out var ip) ? ip : IPAddress.Loopback;
        using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(host, address.Port));
            socket.Listen();
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
