using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.Indexing;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.JobTypes.Tests.Indexing;

public sealed class DriveSourceTests(AzuriteFixture azurite)
{
    private const string AccessToken = "ya29.secret";

    [Fact]
    public async Task Reads_every_page_with_paths_hashes_and_exported_documents()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var job = new FakeJobContext();

        var result = await RunAsync(drive, account, job);

        Assert.Equal((4, 3, 4, 0, 0, 0), IndexResult.Counts(result));
        Assert.All(drive.Server.Requests, request => Assert.Equal($"Bearer {AccessToken}", request.Headers["Authorization"]));
        Assert.Equal(2, drive.Lists);
        var items = IndexResult.Inventory(job).ToDictionary(item => item.GetProperty("path").GetString()!);
        Assert.Equal(["plan.txt", "work/budget", "work/inner/notes.md", "work/photo.jpg"], items.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("md5-notes", items["work/inner/notes.md"].GetProperty("md5").GetString());
        Assert.Equal(["work/budget"], IndexResult.Search(job, "exported"));
        Assert.Equal(["work/inner/notes.md"], IndexResult.Search(job, "hedgehog"));
        Assert.DoesNotContain(AccessToken, job.ResultText("inventory.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_fetches_only_what_has_changed()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        await RunAsync(drive, account, new FakeJobContext(1));
        var before = drive.Fetched.Count;

        drive.Files["notes"] = drive.Files["notes"] with { Md5 = "md5-other", Content = "a porcupine", Name = "notes 2.md" };
        drive.Files["plan"] = drive.Files["plan"] with { Name = "renamed.txt" };
        drive.Files.Remove("photo");
        var job = new FakeJobContext(2);
        var result = await RunAsync(drive, account, job);

        Assert.Equal((3, 3, 1, 2, 1, 0), IndexResult.Counts(result));
        Assert.Equal(["notes"], drive.Fetched.Skip(before));
        Assert.Equal(["work/inner/notes 2.md"], IndexResult.Search(job, "porcupine"));
        Assert.Equal(["renamed.txt"], IndexResult.Search(job, "conquer"));
        Assert.Empty(IndexResult.Search(job, "hedgehog"));
    }

    [Fact]
    public async Task Trashed_files_take_a_word_and_are_told_from_others()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var job = new FakeJobContext();

        var result = await RunAsync(drive, account, job, includeTrashed: true);

        Assert.Equal(5, IndexResult.Counts(result).Items);
        var trashed = Assert.Single(IndexResult.Inventory(job), item => item.GetProperty("trashed").GetBoolean());
        Assert.Equal("old.txt", trashed.GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_folder_is_read_with_all_below_it_and_nothing_beside()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        var job = new FakeJobContext();

        await RunAsync(drive, account, job, folder: "work-id");

        Assert.Equal(
            ["budget", "inner/notes.md", "photo.jpg"], IndexResult.Inventory(job).Select(item => item.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_stands_in_the_inventory_and_is_tried_again_the_next_time()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        drive.Forbidden = "notes";
        Assert.Equal((4, 2, 3, 0, 0, 1), IndexResult.Counts(await RunAsync(drive, account, new FakeJobContext(1))));

        drive.Forbidden = null;
        Assert.Equal((4, 3, 1, 3, 0, 0), IndexResult.Counts(await RunAsync(drive, account, new FakeJobContext(2))));
    }

    [Fact]
    public async Task A_refused_token_is_final_and_never_shown()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        drive.Answer = (401, $$"""{ "error": { "message": "Invalid Credentials {{AccessToken}}" } }""");

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(drive, account, new FakeJobContext()));

        Assert.Contains("access token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessToken, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_made_again_later()
    {
        await using var drive = await FakeDrive.StartAsync();
        var account = await Storage.ConnectAsync(azurite.NewAccount());
        drive.Answer = (403, """{ "error": { "errors": [{ "reason": "userRateLimitExceeded" }], "code": 403 } }""");
        var time = new FakeTimeProvider();
        var run = RunAsync(drive, account, new FakeJobContext(), time: time);
        await Eventually.BecomesTrue(() => drive.Server.Requests.Count == 1, "the drive was asked");
        drive.Answer = null;
        await Eventually.BecomesTrue(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return run.IsCompleted;
            },
            "the job is done");

        Assert.Equal(4, IndexResult.Counts(await run).Items);
    }

    private static async Task<JsonElement> RunAsync(
        FakeDrive drive, StorageAccount account, FakeJobContext job, string? folder = null, bool includeTrashed = false, TimeProvider? time = null)
    {
        using var calls = new Calls(time);
        var source = new DriveSource(calls.Retries, $"{drive.Server.Address}drive/v3", AccessToken, folder, includeTrashed, maxItems: 1_000);
        var run = new IndexRun(source, new OwnerState(account), new IndexingOptions(), job);
        return JsonSerializer.SerializeToElement(await run.RunAsync(fresh: false, TestContext.Current.CancellationToken), IndexingJson.Default.IndexingResult);
    }

    private sealed record DriveEntry(string Id, string Name, string Type, string? Parent, string? Md5, string? Content, bool Trashed = false);

    /// <summary>Answers as the files API does: pages, queries, media and exports.</summary>
    private sealed class FakeDrive : IAsyncDisposable
    {
        private const int PageSize = 3;

        public Dictionary<string, DriveEntry> Files { get; } = new DriveEntry[]
        {
            new("work-id", "work", "application/vnd.google-apps.folder", "root", null, null),
            new("inner-id", "inner", "application/vnd.google-apps.folder", "work-id", null, null),
            new("plan", "plan.txt", "text/plain", "root", "md5-plan", "divide and conquer"),
            new("notes", "notes.md", "text/markdown", "inner-id", "md5-notes", "a hedgehog"),
            new("budget", "budget", "application/vnd.google-apps.spreadsheet", "work-id", null, "exported,1"),
            new("photo", "photo.jpg", "image/jpeg", "work-id", "md5-photo", "\u0001jpeg"),
            new("old", "old.txt", "text/plain", "root", "md5-old", "thrown away", Trashed: true),
        }.ToDictionary(file => file.Id);

        public LoopbackServer Server { get; private set; } = null!;

        public int Lists { get; private set; }

        public List<string> Fetched { get; } = [];

        public string? Forbidden { get; set; }

        public (int Status, string Body)? Answer { get; set; }

        public static async Task<FakeDrive> StartAsync()
        {
            var drive = new FakeDrive();
            drive.Server = await LoopbackServer.StartAsync((context, request) => drive.AnswerAsync(context, request));
            return drive;
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private async Task AnswerAsync(HttpContext context, ReceivedRequest request)
        {
            var path = context.Request.Path.Value!;
            var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
            if (Answer is var (status, body))
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(body);
            }
            else if (path == "/drive/v3/files")
            {
                Lists++;
                await context.Response.WriteAsJsonAsync(List(query.GetValueOrDefault("q").ToString(), query.GetValueOrDefault("pageToken").ToString()));
            }
            else
            {
                var parts = path["/drive/v3/files/".Length..].Split('/');
                var file = Files[parts[0]];
                var exports = parts.Length == 2 && parts[1] == "export" && query["mimeType"] == "text/csv";
                var isOwn = file.Type.StartsWith("application/vnd.google-apps", StringComparison.Ordinal);
                context.Response.StatusCode = file.Id == Forbidden || exports != isOwn || (!exports && query["alt"] != "media") ? 403 : 200;
                Fetched.Add(file.Id);
                if (context.Response.StatusCode == 200)
                    await context.Response.WriteAsync(file.Content!);
            }
        }

        private Dictionary<string, object?> List(string query, string page)
        {
            var start = page.Length == 0 ? 0 : int.Parse(page, System.Globalization.CultureInfo.InvariantCulture);
            var all = Files.Values
                .Where(file => !query.Contains("trashed = false", StringComparison.Ordinal) || !file.Trashed)
                .Where(file => !query.Contains("in parents", StringComparison.Ordinal) || query.StartsWith($"'{file.Parent}' in parents", StringComparison.Ordinal))
                .ToList();
            var list = new Dictionary<string, object?>
            {
                ["files"] = all.Skip(start).Take(PageSize).Select(file => new
                {
                    id = file.Id,
                    name = file.Name,
                    mimeType = file.Type,
                    size = file.Md5 is null ? null : $"{file.Content!.Length}",
                    md5Checksum = file.Md5,
                    modifiedTime = "2026-01-02T03:04:05.678Z",
                    version = "7",
                    trashed = file.Trashed,
                    parents = new[] { file.Parent },
                }),
            };
            if (start + PageSize < all.Count)
                list["nextPageToken"] = $"{start + PageSize}";
            return list;
        }
    }
}
