using System.Text;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

/// <summary>A job reads what an earlier one left.</summary>
public class ResultsAsInputTests(AzuriteFixture azurite)
{
    private static readonly Caller Bob = new("bob", IsAdmin: false, new HashSet<string>());

    [Fact]
    public async Task A_job_reads_the_results_of_its_owners_earlier_job()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await LeaveAsync(core, "words.txt", "what was left");

        var (job, read) = await ReadAsync(core, first.Id.ToString(), "words.txt", Core.Ann);

        Assert.Equal((JobStatus.Completed, "what was left"), (job.Status, read));
    }

    [Fact]
    public async Task Another_owners_job_looks_like_none()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await LeaveAsync(core, "words.txt", "secret");
        var unknown = core.Jobs.NewId();

        var (job, read) = await ReadAsync(core, first.Id.ToString(), "words.txt", Bob);
        var (missing, _) = await ReadAsync(core, unknown.ToString(), "words.txt", Bob);

        Assert.Equal((JobStatus.Failed, null, 1), (job.Status, read, job.Attempt));
        Assert.Equal(missing.Error!.Message!.Replace(unknown.ToString(), first.Id.ToString(), StringComparison.Ordinal), job.Error!.Message);
    }

    [Fact]
    public async Task An_admins_job_reads_no_more_than_his_own()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await LeaveAsync(core, "words.txt", "secret");

        var (job, _) = await ReadAsync(core, first.Id.ToString(), "words.txt", Core.Admin);

        Assert.Equal(JobStatus.Failed, job.Status);
    }

    [Theory]
    [InlineData("other.txt", "left no file 'other.txt'. Its files are: words.txt")]
    [InlineData("../words.txt", "left no file")]
    public async Task A_file_that_was_not_left_fails_the_job_for_good(string name, string message)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await LeaveAsync(core, "words.txt", "x");

        var (job, _) = await ReadAsync(core, first.Id.ToString(), name, Core.Ann);

        Assert.Equal((JobStatus.Failed, 1), (job.Status, job.Attempt));
        Assert.Contains(message, job.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_has_not_completed_has_no_results_yet()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await core.SubmitAsync(Core.New() with { ScheduledAt = core.Time.GetUtcNow().AddDays(1) });

        var (job, _) = await ReadAsync(core, first.Id.ToString(), "words.txt", Core.Ann);

        Assert.Equal(JobStatus.Failed, job.Status);
        Assert.Contains("is scheduled", job.Error!.Message, StringComparison.Ordinal);
    }

    private static async Task<Job> LeaveAsync(Core core, string name, string text)
    {
        core.Handler.Script = async (job, token) =>
        {
            await using var result = await job.CreateResultAsync(name, token);
            await result.WriteAsync(Encoding.UTF8.GetBytes(text), token);
            return null;
        };
        var left = await core.SubmitAsync();
        await core.RunBellsAsync();
        return await core.FindAsync(left.Id);
    }

    private static async Task<(Job Job, string? Read)> ReadAsync(Core core, string id, string name, Caller caller)
    {
        string? read = null;
        core.Handler.Script = async (job, token) =>
        {
            using var text = new StreamReader(await job.OpenResultAsync(id, name, token));
            read = await text.ReadToEndAsync(token);
            return null;
        };
        var reader = await core.SubmitAsync(caller: caller);
        await core.RunBellsAsync();
        return (await core.FindAsync(reader.Id), read);
    }
}
