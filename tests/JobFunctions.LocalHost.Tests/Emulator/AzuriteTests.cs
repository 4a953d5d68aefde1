using System.Diagnostics;
using Azure.Storage.Queues;
using JobFunctions.LocalHost.Emulator;

namespace JobFunctions.LocalHost.Tests.Emulator;

public sealed class AzuriteTests : IDisposable
{
    private readonly AzuriteAccount _account = new("one", Convert.ToBase64String(new byte[32]));
    private readonly string _folder = Directory.CreateTempSubdirectory("azurite").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Data_outlives_a_stop_and_the_process_does_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        int processId;
        await using (var azurite = await StartAsync())
        {
            processId = azurite.ProcessId;
            await new QueueClient(azurite.ConnectionString(_account), "kept").CreateAsync(cancellationToken: cancellationToken);
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
        await using var again = await StartAsync();
        Assert.True(await new QueueClient(again.ConnectionString(_account), "kept").ExistsAsync(cancellationToken));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData(" usedevelopmentstorage=TRUE; ", true)]
    [InlineData("AccountName=a;AccountKey=b", false)]
    public void Only_the_short_form_means_the_emulator_on_its_usual_ports(string connection, bool expected) =>
        Assert.Equal(expected, DevelopmentStorage.IsMeantBy(connection));

    private Task<Azurite> StartAsync() => Azurite.StartAsync(
        new AzuriteOptions { FirstPort = 0, DataFolder = _folder, Accounts = [_account], EndsWithParent = true },
        Console.Error.WriteLine,
        TestContext.Current.CancellationToken);
}
