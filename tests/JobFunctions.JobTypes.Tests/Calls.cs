using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outgoing;
using Microsoft.Extensions.Options;

namespace JobFunctions.JobTypes.Tests;

/// <summary>The guarded client as a test needs it: servers of this machine may be called.</summary>
internal sealed class Calls : IDisposable
{
    private static readonly OutgoingOptions Loopback = new() { AllowHttp = true, Allowed = "127.0.0.1" };

    /// <param name="time">What time it is.</param>
    /// <param name="options">Null to allow 127.0.0.1.</param>
    public Calls(TimeProvider? time = null, OutgoingOptions? options = null)
    {
        var configured = Options.Create(options ?? Loopback);
        Rules = new OutgoingRules(configured);
        Client = new OutgoingClient(Rules, configured, time ?? TimeProvider.System);
        Retries = new OutgoingRetries(Client, time ?? TimeProvider.System, new Randomness());
    }

    public OutgoingRules Rules { get; }

    public OutgoingClient Client { get; }

    public OutgoingRetries Retries { get; }

    public void Dispose() => Client.Dispose();
}
