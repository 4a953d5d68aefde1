using Azure.Core;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Watching;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Watching;

/// <summary>How soon a change is seen, by the service's own clock, and what looking costs.</summary>
public class JobFollowerTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_by_another_process_is_seen_within_300_ms()
    {
        var (account, time) = (azurite.NewAccount(), new SteppedTime());
        await using var core = await Core.StartAsync(account, time);
        await using var other = await Core.StartAsync(account, time);
        var job = await other.SubmitAsync();
        var poll = Poll(core, job.Id, Long);
        await time.BeginsToWait(JobWatcher.Interval);

        await other.Jobs.CancelAsync(job.Id.ToString(), Core.Admin, Token);
        Assert.False(poll.IsCompleted);
        time.Advance(Promised);

        Assert.Equal(JobStatus.Cancelled, (await Eventually.Completes(poll)).Status);
    }

    [Fact]
    public async Task A_change_by_this_process_is_seen_at_once_and_costs_no_read()
    {
        var time = new SteppedTime();
        var reads = new ReadCount();
        await using var core = await Core.StartAsync(azurite.NewAccount(), time, reads.Policy);
        var job = await core.SubmitAsync();
        var poll = Poll(core, job.Id, Long);
        await time.BeginsToWait(JobWatcher.Interval);
        var before = reads.Of(job.Id);

        await core.Store.UpdateAsync(job, job.Cancel(time.GetUtcNow()));

        Assert.Equal(JobStatus.Cancelled, (await Eventually.Completes(poll)).Status);
        Assert.Equal(before, reads.Of(job.Id));
    }

    [Fact]
    public async Task A_poll_without_a_change_answers_at_its_timeout()
    {
        var time = new SteppedTime();
        await using var core = await Core.StartAsync(azurite.NewAccount(), time);
        var job = await core.SubmitAsync();
        var poll = Poll(core, job.Id, Long);
        await time.BeginsToWait(Long);
        await time.BeginsToWait(JobWatcher.Interval);

        time.Advance(Long - TimeSpan.FromSeconds(1));
        await time.BeginsToWait(JobWatcher.Interval, times: 2);
        Assert.False(poll.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(JobStatus.Pending, (await Eventually.Completes(poll)).Status);
    }

    [Fact]
    public async Task A_hundred_pollers_of_a_job_share_one_reader()
    {
        var (account, time) = (azurite.NewAccount(), new SteppedTime());
        var reads = new ReadCount();
        await using var core = await Core.StartAsync(account, time, reads.Policy);
        await using var other = await Core.StartAsync(account, time);
        var job = await other.SubmitAsync();

        var polls = Enumerable.Range(0, 100).Select(_ => Poll(core, job.Id, Long)).ToList();
        for (var round = 1; round <= 5; round++)
        {
            await time.BeginsToWait(JobWatcher.Interval, round);
            Assert.Equal(round, reads.Of(job.Id));
            time.Advance(JobWatcher.Interval);
        }

        await time.BeginsToWait(JobWatcher.Interval, times: 6);
        Assert.DoesNotContain(polls, poll => poll.IsCompleted);
        await other.Jobs.CancelAsync(job.Id.ToString(), Core.Admin, Token);
        time.Advance(JobWatcher.Interval);

        Assert.All(await Eventually.Completes(Task.WhenAll(polls)), seen => Assert.Equal(JobStatus.Cancelled, seen.Status));
        Assert.Equal(7, reads.Of(job.Id));
    }

    private static Task<Job> Poll(Core core, JobId id, TimeSpan atMost) =>
        core.Get<JobFollower>().NextStatusAsync(id.ToString(), JobStatus.Pending, atMost, Core.Admin, Token);

    /// <summary>Counts the reads of single rows.</summary>
    private sealed class ReadCount
    {
        private readonly List<string> _paths = [];

        public ReadCount() => Policy.Pick = (_, request) =>
        {
            lock (_paths)
            {
                if (request.Method == RequestMethod.Get)
                    _paths.Add(request.Uri.Path);
            }

            return null;
        };

        public FaultPolicy Policy { get; } = new();

        public int Of(JobId id)
        {
            lock (_paths)
                return _paths.Count(path => path.Contains(id.ToKey(), StringComparison.Ordinal));
        }
    }
}
