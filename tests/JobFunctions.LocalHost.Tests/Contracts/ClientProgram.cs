using System.Diagnostics;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>A client that is a program of its own; what it says is read line by line while it runs.</summary>
internal sealed class ClientProgram : IDisposable
{
    private readonly Process _process;

    private ClientProgram(Process process) => _process = process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a program; skips the test when it is not installed.</summary>
    public static ClientProgram Start(string program, params string[] arguments)
    {
        try
        {
            return new ClientProgram(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Assert.Skip($"{program} can't be started: {missing.Message}");
            throw;
        }
    }

    /// <summary>The next line; null at the end.</summary>
    public Task<string?> ReadLineAsync() => Testing.Eventually.Completes(_process.StandardOutput.ReadLineAsync(Token).AsTask());

    /// <summary>The exit code, once the program has ended by itself.</summary>
    public async Task<int> EndsAsync()
    {
        await Testing.Eventually.Completes(_process.WaitForExitAsync(Token));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
