using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Secrets;

/// <summary>
/// Seals the secrets of a job: AES-256-GCM with a key of the job's own, which is itself sealed with a configured one. Both are bound to
/// the job, so what was sealed for one can't be put into another. <c>1.{key's name}.{sealed key}.{sealed secrets}</c>
/// </summary>
/// <param name="options">The configured keys.</param>
public sealed class SecretSeal(SecretOptions options)
{
    private const string Version = "1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Whether there is a key to seal with.</summary>
    public bool CanSeal => options.CurrentKey is { Length: > 0 };

    /// <summary>Seals a job's secrets with the current key.</summary>
    public string Seal(JobId job, IReadOnlyDictionary<string, string> secrets) => Seal(job.ToString(), secrets);

    /// <summary>Seals secrets with the current key, so that they can be opened for the same binding alone.</summary>
    public string Seal(string binding, IReadOnlyDictionary<string, string> secrets)
    {
        var name = options.CurrentKey ?? throw new InvalidOperationException("There is no key to seal secrets with");
        var own = RandomNumberGenerator.GetBytes(SecretOptions.KeyBytes);
        var plain = Pack(secrets);
        try
        {
            return $"{Version}.{name}.{Encrypt(Key(name), own, Bound(binding, "key"))}.{Encrypt(own, plain, Bound(binding, "secrets"))}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(own);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens what was sealed for a job, with whichever key it was.</summary>
    /// <exception cref="PermanentJobException">The key is not configured any more, or what is stored was tampered with.</exception>
    public IReadOnlyDictionary<string, string> Open(JobId job, string seal) => Open(job.ToString(), seal);

    /// <summary>Opens what was sealed for a binding, with whichever key it was.</summary>
    /// <exception cref="PermanentJobException">The key is not configured any more, or what is stored was tampered with.</exception>
    public IReadOnlyDictionary<string, string> Open(string binding, string seal)
    {
        if (seal.Split('.') is not [Version, var name, var key, var secrets])
            throw Broken();
        if (!options.Keys.ContainsKey(name))
            throw new PermanentJobException($"The job's secrets are sealed with the key '{name}', which is not configured (Secrets:Keys:{name})");
        try
        {
            var own = Decrypt(Key(name), key, Bound(binding, "key"));
            var plain = Decrypt(own, secrets, Bound(binding, "secrets"));
            return Unpack(plain);
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException or ArgumentException)
        {
            throw Broken();
        }
    }

    private static PermanentJobException Broken() => new("The job's secrets can't be opened: what is stored is not what was sealed for this job");

    private byte[] Key(string name) => Convert.FromBase64String(options.Keys[name]);

    private static byte[] Bound(string binding, string part) => Encoding.UTF8.GetBytes($"jobfunctions/{part}/{binding}");

    // Not JSON, which would make some characters six times as long.
    private static byte[] Pack(IReadOnlyDictionary<string, string> secrets)
    {
        using var packed = new MemoryStream();
        using var writer = new BinaryWriter(packed, Encoding.UTF8);
        writer.Write(secrets.Count);
        foreach (var (name, value) in secrets)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Flush();
        return packed.ToArray();
    }

    private static Dictionary<string, string> Unpack(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
            secrets.Add(reader.ReadString(), reader.ReadString());
        return secrets;
    }

    private static string Encrypt(byte[] key, byte[] plain, byte[] bound)
    {
        var all = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = all.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, all.AsSpan(NonceBytes, plain.Length), all.AsSpan(NonceBytes + plain.Length), bound);
        return Base64Url.EncodeToString(all);
    }

    private static byte[] Decrypt(byte[] key, string text, byte[] bound)
    {
        var all = Base64Url.DecodeFromChars(text);
        if (all.Length < NonceBytes + TagBytes)
            throw new FormatException("too short");
        var plain = new byte[all.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(all.AsSpan(0, NonceBytes), all.AsSpan(NonceBytes, plain.Length), all.AsSpan(NonceBytes + plain.Length), plain, bound);
        return plain;
    }
}
