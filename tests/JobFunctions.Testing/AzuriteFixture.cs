using System.Security.Cryptography;
using JobFunctions.LocalHost.Emulator;

namespace JobFunctions.Testing;

/// <summary>
/// One storage emulator, in memory and on free ports, for all tests of an assembly:
/// <c>[assembly: AssemblyFixture(typeof(AzuriteFixture))]</c>. Each test takes an account of its own.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    /// <summary>They reach the emulator in one variable of its environment, which Linux limits to 128 KiB.</summary>
    private const int AccountCount = 2_000;

    private readonly List<AzuriteAccount> _accounts =
        [.. Enumerable.Range(1, AccountCount).Select(number => new AzuriteAccount($"test{number}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))))];

    private Azurite? _azurite;
    private int _used;

    /// <summary>Starts the emulator.</summary>
    public async ValueTask InitializeAsync() =>
        _azurite = await Azurite.StartAsync(new AzuriteOptions { FirstPort = 0, Accounts = _accounts, EndsWithParent = true }, Console.Error.WriteLine);

    /// <summary>Stops it, with all that it holds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    /// <summary>The connection string of an account that nobody has used.</summary>
    public string NewAccount()
    {
        var next = Interlocked.Increment(ref _used) - 1;
        return next < AccountCount
            ? _azurite!.ConnectionString(_accounts[next])
            : throw new InvalidOperationException($"More than {AccountCount} accounts were asked for.");
    }
}
