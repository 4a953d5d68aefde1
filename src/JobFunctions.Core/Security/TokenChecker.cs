using System.Collections.Frozen;
using System.Text;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Security;

/// <summary>
/// Checks a token: signed with a key of ours by an algorithm of ours, from the issuer, for the audience, at this time. The algorithm
/// follows from what is configured and never from the token.
/// </summary>
internal sealed class TokenChecker
{
    private const int LargestToken = 16 * 1024;

    /// <summary>Users and programs become parts of row keys.</summary>
    private const int LongestName = 128;

    private static readonly string[] Asymmetric = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly string[] Symmetric = [SecurityAlgorithms.HmacSha256];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken };
    private readonly AuthOptions _options;
    private readonly TimeProvider _time;
    private readonly IssuerKeys? _issuer;
    private readonly IReadOnlyList<SecurityKey> _development;

    public TokenChecker(AuthOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        _development = options.SigningKeyBytes is { Length: > 0 } key ? [new SymmetricSecurityKey(key)] : [];
        _issuer = _development.Count == 0 ? new IssuerKeys(new Uri(options.Authority!), time, log) : null;
    }

    /// <exception cref="UnauthorizedException">The token is not good here.</exception>
    /// <exception cref="IssuerUnavailableException">The issuer does not tell its keys.</exception>
    public async ValueTask<Caller> CheckAsync(string token, CancellationToken cancellationToken)
    {
        var keys = _issuer is null ? _development : await _issuer.KeysAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, Rules(keys));

        // An issuer that has changed its keys signs with one that is not known here yet.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && _issuer is not null
            && await _issuer.NewerThanAsync(keys, cancellationToken) is { } newer)
        {
            result = await _handler.ValidateTokenAsync(token, Rules(newer));
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken valid }
            ? CallerOf(valid)
            : throw new UnauthorizedException(Explain(result.Exception), hadToken: true);
    }

    private TokenValidationParameters Rules(IReadOnlyList<SecurityKey> keys) => new()
    {
        IssuerSigningKeys = keys,
        ValidAlgorithms = _issuer is null ? Symmetric : Asymmetric,
        RequireSignedTokens = true,
        ValidAudience = _options.Audience,
        IssuerValidator = (issuer, _, _) => IsIssuer(issuer) ? issuer : throw new SecurityTokenInvalidIssuerException("another issuer"),
        RequireExpirationTime = true,
        LifetimeValidator = CheckLifetime,
    };

    private bool IsIssuer(string issuer) => _options.Issuer is { Length: > 0 } expected
        ? issuer == expected
        : issuer.TrimEnd('/') == _options.Authority!.TrimEnd('/');

    private bool CheckLifetime(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters rules)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if (until is not { } end)
            throw new SecurityTokenNoExpirationException();
        if (now - _options.ClockSkew >= end)
            throw new SecurityTokenExpiredException();
        return from is { } start && now + _options.ClockSkew < start ? throw new SecurityTokenNotYetValidException() : true;
    }

    private Caller CallerOf(JsonWebToken token)
    {
        var users = Values(token, _options.UserClaim).ToList();
        if (users is not [var user] || !IsName(user))
            throw new UnauthorizedException($"The token names no user in the claim {_options.UserClaim}", hadToken: true);
        return new Caller(
            user,
            Values(token, _options.RolesClaim).Contains(_options.AdminRole, StringComparer.Ordinal),
            Values(token, _options.ProgramsClaim).Where(IsName).ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>A claim's value, or the values of its list. An object is nobody's name.</summary>
    private static IEnumerable<string> Values(JsonWebToken token, string claim) => token.Claims
        .Where(candidate => candidate.Type == claim && candidate.ValueType is not (JsonClaimValueTypes.Json or JsonClaimValueTypes.JsonArray))
        .Select(candidate => candidate.Value);

    private static bool IsName(string name) =>
        name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetByteCount(name) <= LongestName;

    private static string Explain(Exception wrong) => wrong switch
    {
        SecurityTokenExpiredException => "The token has expired",
        SecurityTokenNoExpirationException => "The token never expires",
        SecurityTokenNotYetValidException => "The token is not valid yet",
        SecurityTokenInvalidAudienceException => "The token is for another audience",
        SecurityTokenInvalidIssuerException => "The token is from another issuer",
        SecurityTokenInvalidSignatureException => "The token's signature is not good here",
        _ => "The token can't be read",
    };
}
