using System.Net;
using System.Net.Sockets;

namespace JobFunctions.Core.Outgoing;

/// <summary>The address ranges that are not the public internet, by the registries of special addresses (RFC 6890 and its followers).</summary>
public static class AddressRanges
{
    // The first match counts, so single addresses of clouds stand before the ranges that hold them.
    private static readonly (IPNetwork Range, AddressKind Kind)[] Special =
    [
        Forbidden("168.63.129.16/32"), // Azure's own: DNS, health and the machine's agent; inside a public range
        Forbidden("100.100.100.200/32"), // metadata of Alibaba Cloud
        Private("10.0.0.0/8"),
        Private("100.64.0.0/10"), // carriers' translation
        Private("127.0.0.0/8"),
        Private("172.16.0.0/12"),
        Private("192.168.0.0/16"),
        Forbidden("0.0.0.0/8"),
        Forbidden("169.254.0.0/16"), // link-local, metadata of most clouds
        Forbidden("192.0.0.0/24"),
        Forbidden("192.0.2.0/24"),
        Forbidden("192.88.99.0/24"),
        Forbidden("198.18.0.0/15"),
        Forbidden("198.51.100.0/24"),
        Forbidden("203.0.113.0/24"),
        Forbidden("224.0.0.0/4"), // multicast
        Forbidden("240.0.0.0/4"), // reserved, and the broadcast address

        Forbidden("fd00:ec2::254/128"), // metadata of AWS
        Forbidden("fd20:ce::254/128"), // metadata of Google Cloud
        Private("::1/128"),
        Private("fc00::/7"), // unique-local
        Forbidden("2001::/23"), // Teredo and other protocols
        Forbidden("2001:db8::/32"),
        Forbidden("2002::/16"), // 6to4: holds any IPv4 address
        Forbidden("3fff::/20"),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What an address is. One that holds an IPv4 address is what that one is.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        var plain = Unwrap(address);
        foreach (var (range, kind) in Special)
        {
            if (range.Contains(plain))
                return kind;
        }

        return plain.AddressFamily == AddressFamily.InterNetwork || GlobalV6.Contains(plain) ? AddressKind.Public : AddressKind.Forbidden;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for, or the address itself.</summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && Translated.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }

    private static (IPNetwork Range, AddressKind Kind) Private(string range) => (IPNetwork.Parse(range), AddressKind.Private);

    private static (IPNetwork Range, AddressKind Kind) Forbidden(string range) => (IPNetwork.Parse(range), AddressKind.Forbidden);
}
