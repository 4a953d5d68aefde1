using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace JobFunctions.Core.Outgoing;

/// <summary>The hosts and networks that the operator allows by name.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    private AllowedHosts() { }

    /// <summary>Reads the setting.</summary>
    /// <returns>False when an entry is neither a host name nor an address nor a network.</returns>
    public static bool TryParse(string? setting, [NotNullWhen(true)] out AllowedHosts? allowed)
    {
        allowed = new AllowedHosts();
        foreach (var entry in (setting ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(entry, out var network))
                allowed._networks.Add(network);
            else if (IPAddress.TryParse(entry, out var address))
                allowed._networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (Uri.CheckHostName(entry) == UriHostNameType.Dns)
                allowed._hosts.Add(entry);
            else
                return (allowed = null) is not null;
        }

        return true;
    }

    public bool Contains(string host, IPAddress address) =>
        _hosts.Contains(host) || _networks.Any(network => network.Contains(AddressRanges.Unwrap(address)));
}
