namespace JobFunctions.Core.Outgoing;

/// <summary>What an address is to a service that calls it for somebody else.</summary>
public enum AddressKind
{
    /// <summary>Anybody can reach it.</summary>
    Public,

    /// <summary>It lies in a network of the operator's own: private, loopback, unique-local or behind a carrier's translation.</summary>
    Private,

    /// <summary>Nobody has business there: metadata, link-local, multicast, reserved.</summary>
    Forbidden,
}
