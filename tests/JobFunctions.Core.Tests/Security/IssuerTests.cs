using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Tests.Security;

/// <summary>Tokens of an issuer whose keys are found by discovery.</summary>
public class IssuerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task RSA_and_elliptic_curve_signatures_are_good()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var (rsa, curve) = (FakeIssuer.NewRsa("rsa"), FakeIssuer.NewEc("curve"));
        issuer.Published = [rsa, curve];
        var callers = Callers(issuer);

        Assert.Equal("ann", (await ResolveAsync(callers, Sign(issuer, rsa, "RS256"))).UserId);
        Assert.Equal("ann", (await ResolveAsync(callers, Sign(issuer, curve, "ES256"))).UserId);
        Assert.Equal(1, issuer.Asked);
    }

    [Theory]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public async Task Another_algorithm_with_the_right_key_is_not(string algorithm)
    {
        await using var issuer = await FakeIssuer.StartAsync();

        await RefusesAsync(Callers(issuer), Sign(issuer, issuer.Published[0], algorithm), "signature");
    }

    [Fact]
    public async Task A_public_key_can_not_be_used_as_a_secret_one()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var rsa = (RsaSecurityKey)issuer.Published[0];
        foreach (var bytes in new[] { rsa.Rsa.ExportSubjectPublicKeyInfo(), System.Text.Encoding.ASCII.GetBytes(rsa.Rsa.ExportSubjectPublicKeyInfoPem()) })
        {
            var confused = new SymmetricSecurityKey(bytes) { KeyId = rsa.KeyId };
            await RefusesAsync(Callers(issuer), Sign(issuer, confused, "HS256"), "signature");
        }
    }

    [Fact]
    public async Task A_key_that_the_issuer_does_not_publish_is_not_good()
    {
        await using var issuer = await FakeIssuer.StartAsync();

        await RefusesAsync(Callers(issuer), Sign(issuer, FakeIssuer.NewRsa("first"), "RS256"), "signature");
    }

    [Fact]
    public async Task A_new_key_is_found_at_once_and_unknown_ones_do_not_bother_the_issuer()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var callers = Callers(issuer);
        await ResolveAsync(callers, Sign(issuer, issuer.Published[0], "RS256"));

        _time.Advance(TimeSpan.FromMinutes(1));
        var next = FakeIssuer.NewRsa("second");
        issuer.Published = [next];
        await ResolveAsync(callers, Sign(issuer, next, "RS256"));
        Assert.Equal(2, issuer.Asked);

        var unknown = FakeIssuer.NewRsa("unknown");
        for (var i = 0; i < 20; i++)
            await RefusesAsync(callers, Sign(issuer, unknown, "RS256"), "signature");
        Assert.Equal(2, issuer.Asked);
        _time.Advance(TimeSpan.FromMinutes(1));
        await RefusesAsync(callers, Sign(issuer, unknown, "RS256"), "signature");
        Assert.Equal(3, issuer.Asked);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_nobodys_fault_and_known_keys_last_a_day()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var key = issuer.Published[0];
        var callers = Callers(issuer);
        issuer.IsDown = true;
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ResolveAsync(callers, Sign(issuer, key, "RS256")));
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ResolveAsync(callers, Sign(issuer, key, "RS256")));
        Assert.Equal(1, issuer.Asked);

        issuer.IsDown = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        await ResolveAsync(callers, Sign(issuer, key, "RS256"));

        issuer.IsDown = true;
        _time.Advance(TimeSpan.FromHours(23));
        await ResolveAsync(callers, Sign(issuer, key, "RS256"));
        Assert.Equal(3, issuer.Asked);
        _time.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ResolveAsync(callers, Sign(issuer, key, "RS256")));
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_good_no_longer_than_half_a_day()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var old = issuer.Published[0];
        var callers = Callers(issuer);
        await ResolveAsync(callers, Sign(issuer, old, "RS256"));

        issuer.Published = [FakeIssuer.NewRsa("second")];
        _time.Advance(TimeSpan.FromHours(12));
        await RefusesAsync(callers, Sign(issuer, old, "RS256"), "signature");
    }

    [Fact]
    public async Task The_issuer_may_have_another_name_than_its_address()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var key = issuer.Published[0];
        var callers = Callers(issuer, options => options.Issuer = "https://issuer.example/");

        Assert.Equal("ann", (await ResolveAsync(callers, Sign(issuer, key, "RS256", "https://issuer.example/"))).UserId);
        await RefusesAsync(callers, Sign(issuer, key, "RS256"), "another issuer");
    }

    private CallerResolver Callers(FakeIssuer issuer, Action<AuthOptions>? change = null)
    {
        var options = new AuthOptions { Mode = "Jwt", Authority = issuer.Address, Audience = "api://jobs" };
        change?.Invoke(options);
        return new CallerResolver(options, _time, NullLogger<CallerResolver>.Instance);
    }

    private string Sign(FakeIssuer issuer, SecurityKey key, string algorithm, string? name = null) =>
        issuer.Sign(key, algorithm, _time.GetUtcNow(), token => token.Issuer = name ?? issuer.Address);

    private static Task<Caller> ResolveAsync(CallerResolver callers, string token) =>
        callers.ResolveAsync($"Bearer {token}", TestContext.Current.CancellationToken).AsTask();

    private static async Task RefusesAsync(CallerResolver callers, string token, string why)
    {
        var refused = await Assert.ThrowsAsync<UnauthorizedException>(() => ResolveAsync(callers, token));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
