using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>The header <c>Idempotency-Key</c>: the caller's own name for one submit.</summary>
internal static class IdempotencyHeader
{
    private const string Name = "Idempotency-Key";
    private const int MaxCharacters = 255;

    /// <summary>The caller's key; null when there is none.</summary>
    /// <exception cref="InvalidRequestException">It is not a key.</exception>
    public static string? Read(HttpRequest request, Caller caller)
    {
        if (!request.Headers.TryGetValue(Name, out var values))
            return null;
        return values is [{ Length: >= 1 and <= MaxCharacters } key] && key.All(character => character is >= ' ' and <= '~')
            ? JobKey.Of(caller.UserId, key)
            : throw new InvalidRequestException(Name, $"must be one key of 1 to {MaxCharacters} printable ASCII characters");
    }
}
