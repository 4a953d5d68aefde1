using JobFunctions.Core.Security;

namespace JobFunctions.Browser.Tests;

/// <summary>Tokens for a host that runs with <see cref="Settings"/>.</summary>
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

    public static string Of(string user)
    {
        var now = TimeProvider.System.GetUtcNow();
        return DevelopmentTokens.Create(Options, user, [], [], now, now.AddHours(1));
    }
}
