using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Security;

/// <summary>Who may call; the section <c>Auth</c> of the configuration.</summary>
public sealed class AuthOptions
{
    /// <summary>The mode that asks for a token.</summary>
    public const string Jwt = "Jwt";

    /// <summary>The mode that lets everybody in.</summary>
    public const string None = "None";

    /// <summary>How far a token's times may be off at most.</summary>
    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(60);

    /// <summary><see cref="Jwt"/>, or <see cref="None"/>: everybody is the admin <c>default_user</c>.</summary>
    public string Mode { get; set; } = None;

    /// <summary>Must be true for <see cref="None"/> in the cloud.</summary>
    public bool AllowNoneInCloud { get; set; }

    /// <summary>The issuer's address: its keys are found from <c>.well-known/openid-configuration</c> below it.</summary>
    public string? Authority { get; set; }

    /// <summary>The issuer that tokens must name; the authority when not set.</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience that tokens must name.</summary>
    public string? Audience { get; set; }

    /// <summary>For development alone, in place of an authority: the key of HS256, at least 32 bytes in Base64.</summary>
    public string? SigningKey { get; set; }

    /// <summary>How far the clocks of issuer and service may differ; a minute at most.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The claim that names the user.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>The claim that lists roles.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The role that may do everything.</summary>
    public string AdminRole { get; set; } = "admin";

    /// <summary>The claim that lists the programs whose jobs the user may see and change.</summary>
    public string ProgramsClaim { get; set; } = "programs";

    /// <summary>The signing key's bytes; empty when there is none.</summary>
    internal byte[] SigningKeyBytes => SigningKey is { Length: > 0 } key ? Convert.FromBase64String(key) : [];

    /// <summary>Reads the section, and checks it.</summary>
    /// <exception cref="ConfigurationException">
    /// The app would not know its callers, or would let in everybody where that is nobody's intention.
    /// </exception>
    public static AuthOptions Of(IConfiguration configuration)
    {
        var options = Bind(configuration.GetSection("Auth"));

        // The platform sets the first in every deployed app; the second on most plans, but not on Flex Consumption.
        var inCloud = configuration["WEBSITE_SITE_NAME"] is { Length: > 0 } || configuration["WEBSITE_INSTANCE_ID"] is { Length: > 0 };
        if (options.Mode.Equals(None, StringComparison.OrdinalIgnoreCase))
            options.CheckNone(inCloud);
        else if (options.Mode.Equals(Jwt, StringComparison.OrdinalIgnoreCase))
            options.CheckJwt(inCloud);
        else
            throw new ConfigurationException($"Auth:Mode '{options.Mode}' is not known. It can be Jwt or None.");
        return options;
    }

    /// <summary>Whether callers must show a token.</summary>
    public bool AsksForToken => Mode.Equals(Jwt, StringComparison.OrdinalIgnoreCase);

    private static AuthOptions Bind(IConfigurationSection section)
    {
        try
        {
            var options = section.Get<AuthOptions>() ?? new AuthOptions();
            options.Mode = options.Mode is { Length: > 0 } mode ? mode : None;
            return options;
        }
        catch (InvalidOperationException wrong)
        {
            throw new ConfigurationException(wrong.Message);
        }
    }

    private void CheckNone(bool inCloud)
    {
        if (inCloud && !AllowNoneInCloud)
        {
            throw new ConfigurationException(
                "Auth:Mode is None: everybody could do everything. Set Auth:Mode=Jwt; or put a gateway that authenticates in front "
                + "and set Auth:AllowNoneInCloud=true.");
        }
    }

    private void CheckJwt(bool inCloud)
    {
        Require(Audience is { Length: > 0 }, "Auth:Audience is not set. Tokens of other services would be good here, too.");
        Require(ClockSkew >= TimeSpan.Zero && ClockSkew <= LargestSkew, $"Auth:ClockSkew must be between 0 and {LargestSkew.TotalSeconds:0} s.");
        Require(
            (string?[])[UserClaim, RolesClaim, AdminRole, ProgramsClaim] is var names && names.All(name => name is { Length: > 0 }),
            "Auth:UserClaim, Auth:RolesClaim, Auth:AdminRole and Auth:ProgramsClaim must each have a name.");

        if (SigningKey is not { Length: > 0 })
        {
            Require(
                Authority is { Length: > 0 },
                "Auth:Mode is Jwt, but there is neither Auth:Authority (an issuer) nor Auth:SigningKey (for development).");
            Require(
                Uri.TryCreate(Authority, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)),
                $"Auth:Authority '{Authority}' is no https address.");
            return;
        }

        // With both, whoever learns the development key is as good as the issuer.
        Require(Authority is not { Length: > 0 }, "Auth:SigningKey is for development, in place of Auth:Authority. Set one of them.");
        Require(!inCloud, "Auth:SigningKey is for development and not for the cloud. Set Auth:Authority.");
        Require(Issuer is { Length: > 0 }, "Auth:Issuer is not set. With Auth:SigningKey no authority can stand for it.");
        Require(
            Convert.TryFromBase64String(SigningKey, new byte[SigningKey.Length], out var bytes) && bytes >= 32,
            "Auth:SigningKey must be Base64 of at least 32 bytes.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ConfigurationException(otherwise);
    }
}
