using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Secrets;

/// <summary>The keys that jobs' secrets are sealed with; the section <c>Secrets</c> of the configuration.</summary>
public sealed class SecretOptions
{
    internal const int KeyBytes = 32;

    /// <summary>The name of the key that new secrets are sealed with. Without one, jobs with secrets are refused.</summary>
    public string? CurrentKey { get; set; }

    /// <summary>Every key that sealed secrets may need: 32 bytes in Base64, by name.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the section, and checks it.</summary>
    /// <exception cref="ConfigurationException">A key is no key, or the current one is missing.</exception>
    public static SecretOptions Of(IConfiguration configuration)
    {
        var options = configuration.GetSection("Secrets").Get<SecretOptions>() ?? new SecretOptions();
        foreach (var (name, key) in options.Keys)
        {
            // A name stands between dots in what is stored.
            if (name.Length is 0 or > 50 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                throw new ConfigurationException($"Secrets:Keys: the name '{name.Cut(50)}' must have 1 to 50 letters, digits, '-' and '_'.");
            if (!Convert.TryFromBase64String(key, new byte[key.Length], out var bytes) || bytes != KeyBytes)
                throw new ConfigurationException($"Secrets:Keys:{name} must be Base64 of {KeyBytes} bytes.");
        }

        if (options.CurrentKey is { Length: > 0 } current && !options.Keys.ContainsKey(current))
            throw new ConfigurationException($"Secrets:CurrentKey is '{current}', but there is no Secrets:Keys:{current}.");
        return options;
    }
}
