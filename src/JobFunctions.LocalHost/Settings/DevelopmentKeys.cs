using System.Security.Cryptography;
using JobFunctions.LocalHost.Emulator;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Settings;

/// <summary>
/// Keys of this machine alone, made at the first start and kept beside the emulator's data: so tokens and secrets work without any
/// setting, and what was stored with them can be read after a restart.
/// </summary>
internal static class DevelopmentKeys
{
    private const string FileName = "development-keys.json";
    private const string Signing = "Auth:SigningKey";
    private const string Sealing = "Secrets:Keys:development";

    /// <summary>Who issues the tokens of this machine, and for whom.</summary>
    private const string Myself = "jobfunctions-development";

    /// <summary>Adds what is not set; an authority makes the key for tokens needless.</summary>
    public static void AddDevelopmentKeys(this IConfigurationBuilder configuration, string folder)
    {
        var set = configuration.Build();
        var keys = new Lazy<IConfiguration>(() => Read(folder));
        var added = new Dictionary<string, string?>();
        if (set["Auth:Authority"] is not { Length: > 0 })
        {
            Add(Signing, () => keys.Value[Signing]);
            Add("Auth:Issuer", () => Myself);
            Add("Auth:Audience", () => Myself);
        }

        // Secrets that lie in a storage account of others need a key that these others have, too.
        if (DevelopmentStorage.IsMeantBy(StorageConnection.Of(set)) && set["Secrets:CurrentKey"] is not { Length: > 0 })
        {
            Add(Sealing, () => keys.Value[Sealing]);
            Add("Secrets:CurrentKey", () => "development");
        }

        configuration.AddInMemoryCollection(added);

        void Add(string name, Func<string?> value)
        {
            if (set[name] is not { Length: > 0 })
                added[name] = value();
        }
    }

    private static IConfiguration Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            Make(folder, path);
        return new ConfigurationBuilder().AddJsonFile(path).Build();
    }

    // Made complete and then moved, since several processes may start at once; the first one's keys stay.
    private static void Make(string folder, string path)
    {
        Directory.CreateDirectory(folder);
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options))
            writer.Write($$"""{"{{Signing}}": "{{NewKey()}}", "{{Sealing}}": "{{NewKey()}}"}""");
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
