using System.Security.Cryptography;
using System.Text;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>
/// Hashes a multipart body as it is read: every part's field, file name and content, in their order. Its bytes as such won't do, since a
/// client that sends the same again separates the parts by another boundary.
/// </summary>
internal sealed class PartsDigest(string route) : IDisposable
{
    private readonly IncrementalHash _parts = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Hands a part over and hashes it while it is read.</summary>
    public async Task ReadAsync(MultipartPart part, Func<MultipartPart, Task> take)
    {
        using var content = SHA256.Create();
        await using var hashing = new CryptoStream(part.Content, content, CryptoStreamMode.Read, leaveOpen: true);
        await take(part with { Content = hashing });

        // Nothing is left, but the hash is complete only once the end has been read.
        await hashing.CopyToAsync(Stream.Null);
        _parts.AppendData(Encoding.UTF8.GetBytes(JobKey.Of(part.Field, part.FileName ?? "", Convert.ToHexStringLower(content.Hash!))));
    }

    /// <summary>The hash of the whole.</summary>
    public string End() => JobKey.Of(route, Convert.ToHexStringLower(_parts.GetHashAndReset()));

    public void Dispose() => _parts.Dispose();
}
