using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

public class JobListsTests(AzuriteFixture azurite)
{
    public static TheoryData<string> Queries => ["all", "owner", "program", "pending", "completed", "running", "tag", "owner and status"];

    /// <summary>However it is cut into pages, a list holds every job that matches, once, in order.</summary>
    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Pages_follow_each_other_without_gap_or_repeat(string name)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var jobs = await Task.WhenAll(Enumerable.Range(0, 90).Select(index => core.Store.CreateAsync(Numbered(index))));
        var query = name switch
        {
            "owner" => new JobQuery { Owner = "bob" },
            "program" => new JobQuery { Program = "p1" },
            "pending" => new JobQuery { Status = JobStatus.Pending },
            "completed" => new JobQuery { Status = JobStatus.Completed },
            "running" => new JobQuery { Status = JobStatus.Running },
            "tag" => new JobQuery { Tag = "t2" },
            "owner and status" => new JobQuery { Owner = "bob", Status = JobStatus.Pending },
            _ => new JobQuery(),
        };
        var expected = jobs.Where(query.Matches).OrderByDescending(job => job.CreatedAt).Select(job => job.Id).ToList();
        if (name == "pending")
            expected.Reverse();

        foreach (var limit in new[] { 1, 7, 90 })
        {
            var listed = new List<JobId>();
            var page = new JobPage([], null);
            do
            {
                page = await core.Store.ListAsync(query with { Limit = limit, Cursor = page.Cursor }, TestContext.Current.CancellationToken);
                Assert.True(page.Jobs.Count <= limit);
                listed.AddRange(page.Jobs.Select(job => job.Id));
            }
            while (page.Cursor is not null);
            Assert.Equal(expected, listed);
        }
    }

    [Fact]
    public async Task A_list_reads_no_more_than_its_page_of_each_shard()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => core.Store.CreateAsync(Numbered(index))));

        faults.Restart();
        var page = await core.Store.ListAsync(new JobQuery { Limit = 5 }, TestContext.Current.CancellationToken);

        Assert.Equal(5, page.Jobs.Count);
        Assert.Equal(4, faults.Requests);
    }

    private static Job Numbered(int index)
    {
        var status = index switch { < 40 => JobStatus.Pending, < 60 => JobStatus.Running, _ => JobStatus.Completed };
        return Make.Job(status, index % 4, Make.Start.AddSeconds(index), index % 3 == 0 ? "bob" : "ann") with
        {
            Program = index % 2 == 0 ? "p1" : null,
            Tags = [$"t{index % 5}"],
            LockedBy = status == JobStatus.Running ? $"i{index % 2}" : null,
        };
    }
}
