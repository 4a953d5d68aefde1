using System.Collections.Frozen;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JobFunctions.Core.Security;

/// <summary>
/// Tells who makes a request: the user of a bearer token. With <c>Auth:Mode</c> None every caller is <c>default_user</c>, an admin.
/// </summary>
public sealed class CallerResolver
{
    private const string Scheme = "Bearer ";

    private static readonly Caller DefaultUser = new("default_user", IsAdmin: true, FrozenSet<string>.Empty);

    private readonly TokenChecker? _tokens;

    /// <summary>Resolves by checked options.</summary>
    public CallerResolver(AuthOptions options, TimeProvider time, ILogger<CallerResolver> log) =>
        _tokens = options.AsksForToken ? new TokenChecker(options, time, log) : null;

    /// <summary>The caller of a request.</summary>
    /// <param name="authorization">The request's header <c>Authorization</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer's keys.</param>
    /// <exception cref="UnauthorizedException">There is no token, or it is not good here.</exception>
    /// <exception cref="IssuerUnavailableException">The issuer does not tell its keys.</exception>
    public ValueTask<Caller> ResolveAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        if (_tokens is null)
            return ValueTask.FromResult(DefaultUser);
        if (authorization is not [{ Length: > 0 } header])
            throw new UnauthorizedException("A bearer token is needed: Authorization: Bearer <token>", hadToken: false);
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? _tokens.CheckAsync(header[Scheme.Length..].Trim(), cancellationToken)
            : throw new UnauthorizedException("The Authorization header holds no bearer token", hadToken: false);
    }
}
