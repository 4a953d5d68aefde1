using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Security;

/// <summary>Makes tokens with the development key, as an issuer would.</summary>
public static class DevelopmentTokens
{
    /// <summary>Makes a token that a service with these options takes.</summary>
    /// <param name="options">With a signing key, an issuer and an audience.</param>
    /// <param name="user">Whom it names.</param>
    /// <param name="roles">His roles.</param>
    /// <param name="programs">His programs.</param>
    /// <param name="from">From when it is valid.</param>
    /// <param name="until">When it expires.</param>
    public static string Create(
        AuthOptions options, string user, IEnumerable<string> roles, IEnumerable<string> programs, DateTimeOffset from, DateTimeOffset until) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Issuer,
            Audience = options.Audience,
            IssuedAt = from.UtcDateTime,
            NotBefore = from.UtcDateTime,
            Expires = until.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [options.UserClaim] = user,
                [options.RolesClaim] = roles.ToArray(),
                [options.ProgramsClaim] = programs.ToArray(),
            },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(options.SigningKeyBytes), SecurityAlgorithms.HmacSha256),
        });
}
