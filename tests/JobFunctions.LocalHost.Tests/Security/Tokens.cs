using JobFunctions.Core.Security;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Good and bad tokens for a host that runs with <see cref="Settings"/>.</summary>
internal static class Tokens
{
    private static readonly AuthOptions Options = new()
    {
        Mode = AuthOptions.Jwt,
        Issuer = "tests",
        Audience = "api://tests",
        SigningKey = Convert.ToBase64String(Enumerable.Range(1, 48).Select(number => (byte)number).ToArray()),
    };

    public static readonly (string Key, string Value)[] Settings =
    [
        ("Auth:Mode", Options.Mode), ("Auth:Issuer", Options.Issuer!), ("Auth:Audience", Options.Audience!), ("Auth:SigningKey", Options.SigningKey!),
    ];

    public static string Of(string user, params string[] programs) => Create(Options, user, [], programs, TimeSpan.Zero);

    public static string OfAdmin(string user) => Create(Options, user, ["admin"], [], TimeSpan.Zero);

    public static string Expired(string user) => Create(Options, user, ["admin"], ["7"], TimeSpan.FromHours(-2));

    public static string ForAnotherAudience(string user) => Create(
        new AuthOptions { Issuer = Options.Issuer, Audience = "api://others", SigningKey = Options.SigningKey }, user, ["admin"], ["7"], TimeSpan.Zero);

    public static string Unsigned(string user) => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{OfAdmin(user).Split('.')[1]}.";

    /// <summary>A user's token that says admin, with the signature of before.</summary>
    public static string Tampered(string user)
    {
        var parts = Of(user).Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("\"roles\":[]", "\"roles\":[\"admin\"]", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
    }

    private static string Create(AuthOptions options, string user, string[] roles, string[] programs, TimeSpan shift)
    {
        var from = TimeProvider.System.GetUtcNow() + shift;
        return DevelopmentTokens.Create(options, user, roles, programs, from, from.AddHours(1));
    }
}
