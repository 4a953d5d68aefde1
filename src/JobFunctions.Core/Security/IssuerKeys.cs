using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace JobFunctions.Core.Security;

/// <summary>
/// The keys of an issuer, found by OpenID Connect discovery. They are asked for anew from time to time, and when a token names one that
/// is not known, but not at every such token: anybody can send those.
/// </summary>
internal sealed class IssuerKeys(Uri authority, TimeProvider time, ILogger log)
{
    private const int LargestDocument = 1024 * 1024;

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(12);

    /// <summary>How long keys are good while the issuer does not answer: a key that it has withdrawn must not live on.</summary>
    private static readonly TimeSpan UsableFor = TimeSpan.FromHours(24);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();

    private readonly HttpDocumentRetriever _documents = new(
        new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = LargestDocument })
    {
        RequireHttps = authority.Scheme == Uri.UriSchemeHttps,
    };

    private Known? _known;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    private sealed record Known(IReadOnlyList<SecurityKey> Keys, long At);

    /// <summary>The keys as they are known.</summary>
    /// <exception cref="IssuerUnavailableException">They are not.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> KeysAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < FreshFor)
            return known.Keys;
        await AskAsync(_known).WaitAsync(cancellationToken);
        return _known is { } after && time.GetElapsedTime(after.At) < UsableFor ? after.Keys : throw new IssuerUnavailableException();
    }

    /// <summary>The issuer's keys if they are others than these.</summary>
    /// <returns>Null when they are not, or when the issuer was asked a moment ago.</returns>
    public async Task<IReadOnlyList<SecurityKey>?> NewerThanAsync(IReadOnlyList<SecurityKey> keys, CancellationToken cancellationToken)
    {
        if (_known is { } known && known.Keys == keys)
            await AskAsync(known).WaitAsync(cancellationToken);
        return _known is { } after && after.Keys != keys ? after.Keys : null;
    }

    /// <summary>Asks, unless somebody else has asked meanwhile or a moment ago. Not ended with the request that happens to ask: others wait, too.</summary>
    private Task AskAsync(Known? seen)
    {
        lock (_lock)
        {
            if (!_asking.IsCompleted)
                return _asking;
            if (_known != seen || (_askedAt is { } asked && time.GetElapsedTime(asked) < Pause))
                return Task.CompletedTask;
            _askedAt = time.GetTimestamp();
            return _asking = AskAsync();
        }
    }

    private async Task AskAsync()
    {
        try
        {
            var address = $"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
            var told = await OpenIdConnectConfigurationRetriever.GetAsync(address, _documents, CancellationToken.None);
            if (told.SigningKeys.Count == 0)
                throw new InvalidOperationException("The issuer names no key");
            _known = new Known([.. told.SigningKeys], time.GetTimestamp());
        }
        catch (Exception trouble)
        {
            Log.IssuerFailed(log, authority, StorageTrouble.Reason(trouble));
        }
    }
}
