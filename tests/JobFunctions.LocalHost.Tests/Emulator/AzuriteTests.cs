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

        // One at a time this took hours.
        Assert.Equal("19999 1 true 6", await RunInEmulatorAsync(script));
    }

    [Fact]
    public async Task Messages_that_have_expired_are_not_received()
    {
        const string script = """
            const { default: Store } = require('azurite/dist/src/queue/persistence/LokiQueueMetadataStore');
            const RealDate = Date;
            let later = 0;
            globalThis.Date = class extends RealDate {
              constructor(...args) { super(...(args.length ? args : [RealDate.now() + later])); }
              static now() { return RealDate.now() + later; }
            };
            (async () => {
              const store = new Store('none', true);
              await store.init();
              await store.createQueue({ accountName: 'a', name: 'q' });
              const put = (messageId, seconds) => store.insertMessage({
                accountName: 'a', queueName: 'q', messageId, popReceipt: '', dequeueCount: 0, persistency: {},
                timeNextVisible: new Date(0), insertionTime: new Date(), expirationTime: new Date(Date.now() + 1000 * seconds) });
              const take = async () => (await store.getMessages('a', 'q', new Date(0), '', 32)).map((message) => message.messageId).join();
              await put('short', 60);
              await put('long', 3600);
              const before = await take();
              later = 62000;
              console.log(`${before} ${await take()}`);
            })();
            """;

        Assert.Equal("short,long long", await RunInEmulatorAsync(script));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData(" usedevelopmentstorage=TRUE; ", true)]
    [InlineData("AccountName=a;AccountKey=b", false)]
    public void Only_the_short_form_means_the_emulator_on_its_usual_ports(string connection, bool expected) =>
        Assert.Equal(expected, DevelopmentStorage.IsMeantBy(connection));

    /// <summary>Runs a script with the emulator's own files, as mended, and returns what it printed.</summary>
    private static async Task<string> RunInEmulatorAsync(string script)
    {
        var folder = await AzuriteInstallation.EnsureAsync(Console.Error.WriteLine, TestContext.Current.CancellationToken);
        using var node = Process.Start(new ProcessStartInfo("node", ["--require", Path.Combine(folder, "speed.cjs"), "-e", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        return (await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
    }

    private Task<Azurite> StartAsync() => Azurite.StartAsync(
        new AzuriteOptions { FirstPort = 0, DataFolder = _folder, Accounts = [_account], EndsWithParent = true },
        Console.Error.WriteLine,
        TestContext.Current.CancellationToken);
}
