using System.Diagnostics;
using System.Security.Cryptography;
using JobFunctions.LocalHost.Emulator;

namespace JobFunctions.Bench;

/// <summary>An emulator of this section's own, in memory, with as many empty accounts as it needs.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private readonly Azurite _azurite;
    private readonly IReadOnlyList<AzuriteAccount> _accounts;
    private int _used;

    private Emulator(Azurite azurite, IReadOnlyList<AzuriteAccount> accounts) => (_azurite, _accounts) = (azurite, accounts);

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime => Process.GetProcessById(_azurite.ProcessId).TotalProcessorTime;

    public static async Task<Emulator> StartAsync()
    {
        var accounts = Enumerable.Range(1, 40)
            .Select(number => new AzuriteAccount($"bench{number}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))).ToList();
        return new Emulator(
            await Azurite.StartAsync(new AzuriteOptions { FirstPort = 0, Accounts = accounts, EndsWithParent = true }, Console.WriteLine), accounts);
    }

    /// <summary>The connection string of an account that nobody has used.</summary>
    public string NewAccount() => _azurite.ConnectionString(_accounts[_used++]);

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();
}
