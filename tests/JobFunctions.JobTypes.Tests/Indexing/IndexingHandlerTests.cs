using System.Security.Cryptography;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.Indexing;
using JobFunctions.Testing;
using Microsoft.Extensions.Options;

namespace JobFunctions.JobTypes.Tests.Indexing;

public sealed class IndexingHandlerTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly string Documentation = Path.Combine(AppContext.BaseDirectory, "Documentation");

    private readonly Calls _calls = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _calls.Dispose();

    [Fact]
    public async Task Indexes_the_projects_documentation_and_finds_what_stands_in_it()
    {
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var pages = await UploadDocumentationAsync(account, "default_user");
        var job = new FakeJobContext();

        var result = await RunAsync(account, job, "full_scan", "{}");

        Assert.Equal((pages, pages, pages, 0, 0, 0), IndexResult.Counts(result));
        Assert.Equal("data_matching.md", IndexResult.Search(job, "thousands AND separators")[0]);
        Assert.Equal(["noop.md"], IndexResult.Search(job, "\"smoke tests benchmarks\""));
        Assert.Empty(IndexResult.Search(job, "xylophone"));

        var line = IndexResult.Inventory(job).Single(item => item.GetProperty("path").GetString() == "noop.md");
        var file = await File.ReadAllBytesAsync(Directory.GetFiles(Documentation, "noop.md", SearchOption.AllDirectories).Single(), Token);
        Assert.Equal(
            (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)), true, false),
            (line.GetProperty("bytes").GetInt32(), line.GetProperty("sha256").GetString(), line.GetProperty("indexed").GetBoolean(), line.GetProperty("trashed").GetBoolean()));
    }

    [Fact]
    public async Task A_second_run_reads_only_what_has_changed()
    {
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var files = new OwnerFiles(account, TimeProvider.System);
        foreach (var (name, text) in new[] { ("same.txt", "apple"), ("changed.txt", "banana"), ("gone.txt", "cherry"), ("image.png", "\0PNG"), ("café.md", "Crème brûlée") })
            await WriteAsync(files, name, text);
        Assert.Equal((5, 4, 5, 0, 0, 0), IndexResult.Counts(await RunAsync(account, new FakeJobContext(1), "indexing", "{}")));

        await WriteAsync(files, "changed.txt", "date");
        await WriteAsync(files, "new.txt", "elderberry");
        await files.DeleteAsync("default_user", "gone.txt", Token);
        var second = new FakeJobContext(2);
        Assert.Equal((5, 4, 2, 3, 1, 0), IndexResult.Counts(await RunAsync(account, second, "indexing", "{}")));

        Assert.Equal(["same.txt"], IndexResult.Search(second, "apple"));
        Assert.Equal(["changed.txt"], IndexResult.Search(second, "date"));
        Assert.Equal(["café.md"], IndexResult.Search(second, "creme brulee"));
        Assert.Empty(IndexResult.Search(second, "banana OR cherry"));
        Assert.Equal(["café.md", "changed.txt", "image.png", "new.txt", "same.txt"], IndexResult.Inventory(second).Select(item => item.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));

        Assert.Equal((5, 4, 0, 5, 0, 0), IndexResult.Counts(await RunAsync(account, new FakeJobContext(3), "indexing", "{}")));
        Assert.Equal((5, 4, 5, 0, 0, 0), IndexResult.Counts(await RunAsync(account, new FakeJobContext(4), "indexing", """{ "fresh": true }""")));
    }

    [Fact]
    public async Task An_owner_sees_his_own_files_alone()
    {
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var files = new OwnerFiles(account, TimeProvider.System);
        foreach (var owner in new[] { "ann", "ann2", "ann/x", "an" })
            await files.WriteAsync(owner, $"of-{owner.Replace('/', '_')}.txt", new MemoryStream("secret"u8.ToArray()), Token);
        var job = new FakeJobContext { Owner = "ann" };

        await RunAsync(account, job, "full_scan", "{}");

        Assert.Equal(["of-ann.txt"], IndexResult.Search(job, "secret"));
        Assert.Equal("of-ann.txt", Assert.Single(IndexResult.Inventory(job)).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_container_takes_the_operators_leave_and_can_be_for_one_program()
    {
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        await FillAsync(account, "manuals", "a.txt", "sub/b.txt", "sub/deep/c.txt", "submarine.txt");
        await FillAsync(account, "reports", "r.txt");
        await FillAsync(account, "others", "o.txt");
        var job = new FakeJobContext { Program = "1" };

        Assert.Equal(4, IndexResult.Counts(await RunAsync(account, job, "full_scan", """{ "container": "manuals" }""")).Items);
        Assert.Equal(2, IndexResult.Counts(await RunAsync(account, job, "specific_folder", """{ "container": "manuals", "folder_id": "sub" }""")).Items);
        Assert.Equal(["deep/c.txt"], IndexResult.Search(job, "\"sub deep c\""));
        Assert.Equal(1, IndexResult.Counts(await RunAsync(account, job, "full_scan", """{ "container": "reports" }""")).Items);
        foreach (var program in new[] { "2", null })
        {
            await Assert.ThrowsAsync<PermanentJobException>(
                () => RunAsync(account, new FakeJobContext { Program = program }, "full_scan", """{ "container": "reports" }"""));
        }

        await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(account, job, "full_scan", """{ "container": "missing" }"""));
        foreach (var container in new[] { "others", "jobs", "files", "state" })
        {
            var error = Assert.Single(Handler(account, "full_scan").Validate(JsonElement.Parse($$"""{ "container": "{{container}}" }""")));
            Assert.Equal("config.container", error.Field);
            await Assert.ThrowsAsync<PermanentJobException>(() => Handler(account, "full_scan").RunAsync(
                JsonElement.Parse($$"""{ "container": "{{container}}" }"""), job, Token));
        }
    }

    [Theory]
    [InlineData("jobs", false)]
    [InlineData("manuals, files", false)]
    [InlineData("azure-webjobs-secrets", false)]
    [InlineData("deployment@1", false)]
    [InlineData("manuals@", false)]
    [InlineData("manuals, reports@1", true)]
    [InlineData(null, true)]
    public void The_services_own_containers_can_not_be_allowed(string? setting, bool sound)
    {
        Assert.Equal(sound, new AllowedContainers(setting).AreSound);
        Assert.Throws<InvalidOperationException>(() => StoredFolder.OfContainer(null!, "jobs", null));
    }

    [Theory]
    [InlineData("full_scan", """{ "folder_id": "a" }""", "config.folder_id")]
    [InlineData("specific_folder", """{ }""", "config.folder_id")]
    [InlineData("specific_folder", """{ "folder_id": "../other" }""", "config.folder_id")]
    [InlineData("indexing", """{ "source": "disk" }""", "config.source")]
    [InlineData("indexing", """{ "source": "blobs" }""", "config.container")]
    [InlineData("indexing", """{ "source": "files", "container": "manuals" }""", "config.container")]
    [InlineData("indexing", """{ "source": "files", "access_token": "google_token" }""", "config.access_token")]
    [InlineData("indexing", """{ "source": "drive" }""", "config.access_token")]
    [InlineData("indexing", """{ "include_trashed": true }""", "config.include_trashed")]
    public async Task Names_the_field_that_is_wrong(string type, string config, string field)
    {
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        Assert.Equal(field, Assert.Single(Handler(account, type).Validate(JsonElement.Parse(config))).Field);
    }

    private static async Task<int> UploadDocumentationAsync(StorageAccount account, string owner)
    {
        var files = new OwnerFiles(account, TimeProvider.System);
        var pages = Directory.GetFiles(Documentation, "*.md", SearchOption.AllDirectories).DistinctBy(Path.GetFileName).ToList();
        Assert.InRange(pages.Count, 10, 1_000);
        foreach (var page in pages)
        {
            await using var content = File.OpenRead(page);
            await files.WriteAsync(owner, Path.GetFileName(page), content, Token);
        }

        return pages.Count;
    }

    private static Task<OwnerFile> WriteAsync(OwnerFiles files, string name, string text) =>
        files.WriteAsync("default_user", name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Token);

    private static async Task FillAsync(StorageAccount account, string container, params string[] names)
    {
        var blobs = account.Blobs.GetBlobContainerClient(container);
        await blobs.CreateIfNotExistsAsync(cancellationToken: Token);
        foreach (var name in names)
            await blobs.GetBlobClient(name).UploadAsync(BinaryData.FromString(name.Replace('/', ' ')), Token);
    }

    private IJobHandler Handler(StorageAccount account, string type)
    {
        var options = Options.Create(new IndexingOptions { Containers = "manuals, missing, reports@1" });
        var services = new IndexingServices(account, new OwnerState(account), _calls.Retries, options);
        return new IJobHandler[] { new IndexingHandler(services), new FullScanHandler(services), new SpecificFolderHandler(services) }
            .Single(handler => handler.Type == type);
    }

    private async Task<JsonElement> RunAsync(StorageAccount account, FakeJobContext job, string type, string config)
    {
        var handler = Handler(account, type);
        Assert.Empty(handler.Validate(JsonElement.Parse(config)));
        return (await handler.RunAsync(JsonElement.Parse(config), job, Token))!.Value;
    }
}
