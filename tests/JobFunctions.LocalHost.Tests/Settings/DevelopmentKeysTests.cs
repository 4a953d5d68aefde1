using JobFunctions.Core.Security;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Tests.Settings;

public sealed class DevelopmentKeysTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"jobfunctions-{Guid.NewGuid():N}");

    [Fact]
    public void Keys_are_made_once_and_kept_for_their_owner_alone()
    {
        var first = Settings(("Auth:Mode", "Jwt"));
        var second = Settings(("Auth:Mode", "Jwt"));

        Assert.True(AuthOptions.Of(first).AsksForToken);
        Assert.Equal(first["Auth:SigningKey"], second["Auth:SigningKey"]);
        var file = Assert.Single(Directory.EnumerateFiles(_folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Processes_that_start_at_once_get_the_same_keys()
    {
        var keys = new string?[16];
        Parallel.For(0, keys.Length, i => keys[i] = Settings()["Auth:SigningKey"]);

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void What_is_set_stays()
    {
        var set = Settings(("Auth:SigningKey", "mine"), ("Auth:Audience", "me"));
        Assert.Equal(("mine", "me"), (set["Auth:SigningKey"], set["Auth:Audience"]));

        Assert.Null(Settings(("Auth:Authority", "https://issuer"))["Auth:SigningKey"]);
    }

    [Fact]
    public void Secrets_of_the_emulator_have_a_key_and_those_of_another_account_none_of_this_machine()
    {
        Assert.True(new Core.Secrets.SecretSeal(Core.Secrets.SecretOptions.Of(Settings())).CanSeal);
        Assert.Null(Settings((StorageConnection.Setting, "AccountName=other;AccountKey=key"))["Secrets:CurrentKey"]);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private ConfigurationManager Settings(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration[StorageConnection.Setting] = StorageConnection.Emulator;
        configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        configuration.AddDevelopmentKeys(_folder);
        return configuration;
    }
}
