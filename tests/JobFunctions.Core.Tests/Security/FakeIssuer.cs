using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Tests.Security;

/// <summary>An issuer of tokens on this machine: it publishes its keys as OpenID Connect asks, and signs.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeIssuer(WebApplication app)
    {
        _app = app;
        app.MapGet("/tenant/.well-known/openid-configuration", () => Count(Results.Json(new { issuer = Address, jwks_uri = $"{Address}/keys" })));
        app.MapGet("/tenant/keys", () => Results.Json(new { keys = Published.Select(Describe) }));
    }

    public string Address => $"{_app.Urls.First()}/tenant";

    /// <summary>The keys that it publishes.</summary>
    public IReadOnlyList<SecurityKey> Published { get; set; } = [NewRsa("first")];

    public bool IsDown { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new FakeIssuer(builder.Build());
        await issuer._app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    public static RsaSecurityKey NewRsa(string id) => new(RSA.Create(2048)) { KeyId = id };

    public static ECDsaSecurityKey NewEc(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    public string Sign(SecurityKey key, string algorithm, DateTimeOffset now, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = "api://jobs",
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = now.AddMinutes(10).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = "ann" },
            SigningCredentials = new SigningCredentials(key, algorithm),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Count(IResult answer)
    {
        Asked++;
        return IsDown ? Results.StatusCode(500) : answer;
    }

    private static Dictionary<string, string> Describe(SecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        var members = new Dictionary<string, string> { ["kid"] = key.KeyId, ["use"] = "sig", ["kty"] = jwk.Kty };
        if (key is RsaSecurityKey)
            (members["n"], members["e"]) = (jwk.N, jwk.E);
        else
            (members["crv"], members["x"], members["y"]) = (jwk.Crv, jwk.X, jwk.Y);
        return members;
    }
}
