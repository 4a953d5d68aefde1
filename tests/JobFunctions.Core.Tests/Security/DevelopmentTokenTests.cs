using System.Text;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Tests.Security;

/// <summary>Tokens of the development key, and what every token must be like.</summary>
public class DevelopmentTokenTests
{
    private static readonly DateTimeOffset Now = Make.Start;

    private readonly FakeTimeProvider _time = new(Now);

    public static TheoryData<string, string> BadTokens => new()
    {
        { "", "can't be read" },
        { "x", "can't be read" },
        { "a.b.c", "can't be read" },
        { Sign(token => token.Audience = "api://others"), "another audience" },
        { Sign(token => token.Audience = null), "another audience" },
        { Sign(token => token.Issuer = "somebody"), "another issuer" },
        { Sign(token => token.Issuer = null), "another issuer" },
        { Sign(token => token.Expires = Now.AddSeconds(-31).UtcDateTime), "has expired" },
        { Sign(token => token.Expires = null), "never expires" },
        { Sign(token => token.NotBefore = Now.AddSeconds(31).UtcDateTime), "not valid yet" },
        { Sign(token => token.SigningCredentials = null), "signature" },
        { Sign(token => token.SigningCredentials = Credentials(0x55, "HS256")), "signature" },
        { Sign(token => token.SigningCredentials = Credentials(0x42, "HS512")), "signature" },
        { Sign(token => token.SigningCredentials = new SigningCredentials(FakeIssuer.NewRsa("any"), "RS256")), "signature" },
        { Without(Sign(), 2, _ => ""), "signature" },
        { Without(Sign(), 0, _ => Encode("""{"alg":"none","typ":"JWT"}""")), "signature" },
        { Without(Sign(), 1, payload => payload.Replace("\"ann\"", "\"bob\"", StringComparison.Ordinal)), "signature" },
        { Sign(token => token.Claims.Remove("sub")), "names no user" },
        { Sign(token => token.Claims["sub"] = ""), "names no user" },
        { Sign(token => token.Claims["sub"] = (string[])["ann", "bob"]), "can't be read" },
        { Sign(token => token.Claims["sub"] = new Dictionary<string, object> { ["a"] = "ann" }), "can't be read" },
        { Sign(token => token.Claims["sub"] = new string('a', 129)), "names no user" },
        { Sign(token => token.Claims["sub"] = "a\nb"), "names no user" },
        { Sign(token => token.Claims["extra"] = new string('x', 20_000)), "can't be read" },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_good_is_refused_with_the_reason(string token, string why)
    {
        var refused = await Assert.ThrowsAsync<UnauthorizedException>(() => ResolveAsync($"Bearer {token}"));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.HadToken);
    }

    [Fact]
    public async Task A_good_token_names_the_caller()
    {
        var caller = await ResolveAsync("bearer " + DevelopmentTokens.Create(Options(), "ann", ["reader"], ["7", "north"], Now, Now.AddHours(1)));

        Assert.Equal("ann", caller.UserId);
        Assert.False(caller.IsAdmin);
        Assert.Equal(["7", "north"], caller.Programs.Order(StringComparer.Ordinal));
        Assert.True((await ResolveAsync("Bearer " + DevelopmentTokens.Create(Options(), "ann", ["admin"], [], Now, Now.AddHours(1)))).IsAdmin);
    }

    [Fact]
    public async Task Claims_have_the_names_that_are_configured_and_may_be_single_values_or_numbers()
    {
        var options = Options();
        (options.UserClaim, options.RolesClaim, options.AdminRole, options.ProgramsClaim) = ("oid", "groups", "operators", "tenants");
        var caller = await ResolveAsync("Bearer " + Sign(token =>
        {
            token.Claims["oid"] = "somebody";
            token.Claims["groups"] = "operators";
            token.Claims["tenants"] = (int[])[7, 8];
            token.Claims["roles"] = (string[])["admin"];
        }), options);

        Assert.Equal("somebody", caller.UserId);
        Assert.True(caller.IsAdmin);
        Assert.Equal(["7", "8"], caller.Programs.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ADMIN")]
    [InlineData("not admin")]
    [InlineData("""{"a":"admin"}""")]
    public async Task A_role_is_the_whole_word(string role) =>
        Assert.False((await ResolveAsync("Bearer " + Sign(token => token.Claims["roles"] = role))).IsAdmin);

    [Fact]
    public async Task Clocks_may_differ_by_the_skew()
    {
        await ResolveAsync("Bearer " + Sign(token => token.Expires = Now.AddSeconds(-29).UtcDateTime));
        await ResolveAsync("Bearer " + Sign(token => token.NotBefore = Now.AddSeconds(29).UtcDateTime));
    }

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer x", "Bearer y")]
    public async Task Without_a_token_there_is_none_to_complain_of(params string[] headers)
    {
        var refused = await Assert.ThrowsAsync<UnauthorizedException>(() => ResolveAsync(headers));

        Assert.False(refused.HadToken);
    }

    private static AuthOptions Options() => new()
    {
        Mode = "Jwt",
        Issuer = "issuer",
        Audience = "api://jobs",
        SigningKey = Convert.ToBase64String(Enumerable.Repeat((byte)0x42, 64).ToArray()),
    };

    private Task<Caller> ResolveAsync(StringValues header, AuthOptions? options = null) =>
        new CallerResolver(options ?? Options(), _time, NullLogger<CallerResolver>.Instance)
            .ResolveAsync(header, TestContext.Current.CancellationToken).AsTask();

    private static string Sign(Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = "issuer",
            Audience = "api://jobs",
            Expires = Now.AddMinutes(10).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = "ann" },
            SigningCredentials = Credentials(0x42, "HS256"),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private static SigningCredentials Credentials(byte key, string algorithm) =>
        new(new SymmetricSecurityKey([.. Enumerable.Repeat(key, 64)]), algorithm);

    private static string Without(string token, int part, Func<string, string> change)
    {
        var parts = token.Split('.');
        parts[part] = part == 1 ? Encode(change(Base64UrlEncoder.Decode(parts[1]))) : change(parts[part]);
        return string.Join('.', parts);
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));
}
