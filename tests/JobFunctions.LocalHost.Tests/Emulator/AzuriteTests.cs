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

    [Fact]
    public async Task Messages_that_are_gone_do_not_stop_the_emulator_when_it_drops_them()
    {
        const string script = """
            const { MemoryExtentChunkStore, default: Store } = require('azurite/dist/src/common/persistence/MemoryExtentStore');
            const { default: Metadata } = require('azurite/dist/src/common/persistence/LokiExtentMetadataStore');
            const log = { info() {}, debug() {} };
            (async () => {
              const chunks = new MemoryExtentChunkStore();
              const store = new Store('queue', chunks, new Metadata('none', true), log, Error);
              await store.init();
              const ids = [];
              for (let i = 0; i < 20000; i++) ids.push((await store.appendExtent(Buffer.from('a bell'))).id);
              const kept = ids.pop();
              const dropped = await store.deleteExtents(ids);
              const [left] = await store.getMetadataStore().listExtents();
              console.log(`${dropped} ${left.length} ${left[0].id === kept} ${chunks.totalSize()}`);
            })();
            """;
        var folder = await AzuriteInstallation.EnsureAsync(Console.Error.WriteLine, TestContext.Current.CancellationToken);
        using var node = Process.Start(new ProcessStartInfo("node", ["--require", Path.Combine(folder, "speed.cjs"), "-e", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;

        // One at a time this took hours.
        var said = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal("19999 1 true 6", said.Trim());
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
