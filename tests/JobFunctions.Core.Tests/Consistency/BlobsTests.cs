using JobFunctions.Core.Consistency;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>Blobs whose job is not there are found and removed, and no others.</summary>
public class BlobsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_blobs_without_a_job_go_and_all_others_stay()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var files = core.Get<JobFiles>();
        var failedSubmit = core.Jobs.NewId();
        await files.WriteConfigAsync(failedSubmit, "{}", Token);
        await files.WriteInputAsync(failedSubmit, "audio.wav", new MemoryStream(new byte[10]), Token);
        var large = await core.SubmitAsync(Core.New($$"""{"a": "{{new string('x', 40_000)}}"}"""));
        var unreadable = await core.SubmitAsync();
        await files.WriteConfigAsync(unreadable.Id, "{}", Token);
        await core.ChangeRowAsync(RowKeys.Partition(unreadable.Id), RowKeys.Job(unreadable.Id), row => row["Id"] = "nonsense");
        await core.Account.JobBlobs.GetBlobClient("notes/readme.txt").UploadAsync(BinaryData.FromString("not a job's"), Token);
        core.Time.Advance(TimeSpan.FromHours(2));
        var young = core.Jobs.NewId();
        await files.WriteConfigAsync(young, "{}", Token);

        var report = await core.LookAsync();
        Assert.Equal("UnreadableRows: 1, Blobs: 1", report.Found());
        Assert.Contains(failedSubmit.ToString(), Assert.Single(report.Findings[FindingKind.Blobs].Examples), StringComparison.Ordinal);
        Assert.Equal(6, await CountAsync(core));

        Assert.Equal("Blobs: 1", (await core.MendAsync()).Mended());
        Assert.Equal(4, await CountAsync(core));
        Assert.Null(await files.OpenInputAsync(failedSubmit, "audio.wav", Token));
        Assert.Equal("{}", await files.ReadConfigAsync(young, Token));
        Assert.StartsWith("{", await files.ReadConfigAsync(large.Id, Token), StringComparison.Ordinal);
        Assert.Equal("{}", await files.ReadConfigAsync(unreadable.Id, Token));
    }

    [Fact]
    public async Task Blobs_that_were_written_a_moment_ago_stay_however_old_the_id_is()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var old = JobId.New(core.Time.GetUtcNow().AddDays(-1), 0, Guid.NewGuid());
        await core.Get<JobFiles>().WriteConfigAsync(old, "{}", Token);

        Assert.Equal("", (await core.MendAsync()).Found());
        Assert.Equal(1, await CountAsync(core));
    }

    [Fact]
    public async Task Blobs_stay_when_their_job_cannot_be_asked_for()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var orphan = core.Jobs.NewId();
        await core.Get<JobFiles>().WriteConfigAsync(orphan, "{}", Token);
        core.Time.Advance(TimeSpan.FromHours(2));

        // Only the question whether the job is there fails, with an answer that the client does not try again.
        faults.Pick = (_, request) =>
            request.Uri.Path.Contains(RowKeys.Job(orphan), StringComparison.Ordinal) ? throw new Azure.RequestFailedException(403, "no") : null;
        var run = await core.MendAsync();

        Assert.Equal(("", false), (run.Found(), run.IsComplete));
        Assert.Equal(1, await CountAsync(core));
    }

    private static async Task<int> CountAsync(Core core)
    {
        var count = 0;
        await foreach (var _ in core.Account.JobBlobs.GetBlobsAsync(cancellationToken: Token))
            count++;
        return count;
    }
}
