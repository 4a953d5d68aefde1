using System.Net;
using JobFunctions.Core.Outgoing;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Tests.Outgoing;

public class OutgoingRulesTests
{
    [Theory]
    [InlineData("https://example.org/a?b=c", true)]
    [InlineData("https://93.184.216.34/", true)]
    [InlineData("http://example.org/", false)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/relative", false)]
    [InlineData("https://user:password@example.org/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://0x7f.1/", false)]
    [InlineData("https://0177.0.0.1/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://[::ffff:127.0.0.1]/", false)]
    [InlineData("https://169.254.169.254/latest/meta-data", false)]
    public void Objects_to_an_address_before_it_is_looked_up(string address, bool good) =>
        Assert.Equal(good, Rules().Objection(new Uri(address, UriKind.RelativeOrAbsolute)) is null);

    [Theory]
    [InlineData(false, null, "10.0.0.1", false)]
    [InlineData(true, null, "10.0.0.1", true)]
    [InlineData(true, null, "127.0.0.1", true)]
    [InlineData(true, null, "fd12::1", true)]
    [InlineData(true, null, "169.254.169.254", false)]
    [InlineData(true, null, "168.63.129.16", false)]
    [InlineData(true, null, "fe80::1", false)]
    [InlineData(true, null, "224.0.0.1", false)]
    [InlineData(false, "10.1.0.0/16", "10.1.2.3", true)]
    [InlineData(false, "10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData(false, "10.1.0.0/16", "10.2.2.3", false)]
    [InlineData(false, "fd12::/16, 127.0.0.1", "127.0.0.1", true)]
    [InlineData(false, "fd12::/16, 127.0.0.1", "127.0.0.2", false)]
    [InlineData(false, "fd12::/16, 127.0.0.1", "fd12:1::1", true)]
    [InlineData(false, "other.internal", "10.0.0.1", false)]
    [InlineData(false, "HOST.internal", "10.0.0.1", true)]
    public void Private_addresses_take_a_setting(bool allowPrivate, string? allowed, string address, bool allows) => Assert.Equal(
        allows,
        Rules(new OutgoingOptions { AllowPrivate = allowPrivate, Allowed = allowed }).Allows("host.internal", IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.0.0/33")]
    [InlineData("https://example.org")]
    [InlineData("two words")]
    public void An_entry_that_is_no_host_and_no_network_is_refused_at_start(string allowed) =>
        Assert.Throws<InvalidOperationException>(() => Rules(new OutgoingOptions { Allowed = allowed }));

    private static OutgoingRules Rules(OutgoingOptions? options = null) => new(Options.Create(options ?? new OutgoingOptions()));
}
