using System.Net;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Outgoing;

/// <summary>Which addresses may be called. Pure; <see cref="OutgoingClient"/> applies it to every hop and every connection.</summary>
public sealed class OutgoingRules
{
    private readonly OutgoingOptions _options;
    private readonly AllowedHosts _allowed;

    /// <summary>Makes the rules of a configuration.</summary>
    public OutgoingRules(IOptions<OutgoingOptions> options)
    {
        _options = options.Value;
        _allowed = AllowedHosts.TryParse(_options.Allowed, out var allowed)
            ? allowed
            : throw new InvalidOperationException(
                "Outgoing:Allowed must hold host names, addresses and networks such as 10.1.0.0/16, separated by commas");
    }

    /// <summary>What is wrong with an address before its host is looked up, as a predicate; null when nothing is.</summary>
    public string? Objection(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.Host.Length == 0)
            return "must be an absolute address that begins with https://";
        if (address.Scheme == Uri.UriSchemeHttp && !_options.AllowHttp)
            return "must begin with https://; http:// is not allowed here";
        if (address.UserInfo.Length > 0)
            return "must not hold a user name or password";
        return IPAddress.TryParse(address.IdnHost, out var literal) && !Allows(address.IdnHost, literal)
            ? "leads to an address that may not be called: it is not public"
            : null;
    }

    /// <summary>Whether an address that a host was resolved to may be connected to.</summary>
    public bool Allows(string host, IPAddress address) => _allowed.Contains(host, address) || AddressRanges.KindOf(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private => _options.AllowPrivate,
        _ => false,
    };
}
