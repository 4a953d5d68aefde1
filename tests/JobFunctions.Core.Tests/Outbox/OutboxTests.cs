using System.Collections.Concurrent;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobFunctions.Core.Tests.Outbox;

public class OutboxTests(AzuriteFixture azurite)
{
    private readonly Listener _listener = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_end_writes_a_row_for_followers_in_its_own_transaction_and_none_without_followers()
    {
        var faults = new FaultPolicy();
        await using var core = await StartAsync(azurite.NewAccount(), policy: faults);
        var alone = await core.SubmitAsync();
        var followed = await FollowedAsync(core);
        var transactions = new ConcurrentBag<string>();
        faults.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request))
                transactions.Add(request.Uri.Path);
            return null;
        };

        await core.RunBellsAsync();

        var entry = Assert.Single(await core.OutboxAsync());
        Assert.Equal((followed.Id, JobStatus.Completed, 1), (entry.Job, entry.Status, entry.Attempt));
        Assert.Equal((await core.FindAsync(followed.Id)).OperationId, entry.OperationId);
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(alone.Id)).Status);

        // A claim and an end for each of the two jobs, and nothing else.
        Assert.Equal(4, transactions.Count);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task What_a_process_that_died_did_not_tell_another_one_tells_and_then_it_is_gone()
    {
        var account = azurite.NewAccount();
        await using var dead = await StartAsync(account);
        var job = await FollowedAsync(dead);
        await dead.RunBellsAsync();

        await using var other = await StartAsync(account, dead);
        Assert.Equal(0, await UntoldAsync(other));
        Assert.Equal(0, await other.Get<OutboxDelivery>().DeliverLeftAsync(Token));
        dead.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await UntoldAsync(other));
        Assert.Equal(1, await other.Get<OutboxDelivery>().DeliverLeftAsync(Token));
        Assert.Equal(0, await other.Get<OutboxDelivery>().DeliverLeftAsync(Token));

        Assert.Equal(0, await UntoldAsync(other));
        Assert.Equal(job.Id, Assert.Single(_listener.Heard).Job);
        Assert.Empty(await other.OutboxAsync());
    }

    [Fact]
    public async Task The_process_that_commits_an_end_tells_it_at_once()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var delivery = core.Get<OutboxDelivery>();
        await delivery.StartAsync(Token);
        var job = await FollowedAsync(core);

        await core.RunBellsAsync();

        Assert.Equal(job.Id, (await Eventually.Completes(_listener.Next)).Job);
        await Eventually.BecomesTrue(async () => (await core.OutboxAsync()).Count == 0, "the entry is gone");
        await delivery.StopAsync(Token);
    }

    [Fact]
    public async Task An_entry_stays_while_somebody_can_not_be_told()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        await FollowedAsync(core);
        await core.RunBellsAsync();
        core.Time.Advance(TimeSpan.FromHours(1));

        _listener.Answer = _ => false;
        Assert.Equal(0, await core.Get<OutboxDelivery>().DeliverLeftAsync(Token));
        _listener.Answer = _ => throw new InvalidOperationException("not now");
        Assert.Equal(0, await core.Get<OutboxDelivery>().DeliverLeftAsync(Token));
        _listener.Answer = _ => true;
        Assert.Equal(1, await core.Get<OutboxDelivery>().DeliverLeftAsync(Token));
        Assert.Equal(3, _listener.Heard.Count);
    }

    [Fact]
    public async Task An_end_whose_answer_is_lost_is_told_once()
    {
        var faults = new FaultPolicy();
        await using var core = await StartAsync(azurite.NewAccount(), policy: faults);
        await FollowedAsync(core);
        var followed = new ConcurrentBag<OutboxEntry>();
        core.Get<CommitFeed>().Followed += followed.Add;
        var transactions = 0;

        // The first transaction from here is the claim, the second one the end.
        faults.Pick = (_, request) => FaultPolicy.IsTransaction(request) && Interlocked.Increment(ref transactions) == 2 ? Fault.AnswerLost : null;
        var run = core.RunBellsAsync();
        await core.PassTimeUntilAsync(run, TimeSpan.FromSeconds(1), "the job has run");
        await run;

        Assert.Equal(Assert.Single(followed), Assert.Single(await core.OutboxAsync()));
    }

    [Fact]
    public async Task Each_end_of_a_job_that_is_started_anew_is_told()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var job = await FollowedAsync(core);
        await core.Jobs.CancelAsync(job.Id.ToString(), Core.Ann, Token);
        var cancelled = await core.FindAsync(job.Id);
        await core.Get<JobRequeue>().RequeueAsync(cancelled, null, Token);
        await core.RunBellsAsync();

        Assert.Equal([JobStatus.Completed, JobStatus.Cancelled], (await core.OutboxAsync()).Select(entry => entry.Status).Order());
    }

    private Task<Core> StartAsync(string account, Core? other = null, FaultPolicy? policy = null) => Core.StartAsync(
        account,
        other?.Time,
        policy,
        services =>
        {
            services.RemoveAll<IOutboxReceiver>();
            services.AddSingleton<IOutboxReceiver>(_listener);
        });

    private static async Task<Job> FollowedAsync(Core core)
    {
        var job = await core.SubmitAsync();
        return await core.Store.UpdateAsync(job, job with { Followers = Followers.Children });
    }

    private static async Task<long> UntoldAsync(Core core) =>
        (await core.Get<Reconciler>().LookAsync(TimeSpan.FromMinutes(10), Token)).Findings[FindingKind.UntoldEnds].Found;

    private sealed class Listener : IOutboxReceiver
    {
        private readonly TaskCompletionSource<OutboxEntry> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentBag<OutboxEntry> Heard { get; } = [];

        public Func<OutboxEntry, bool> Answer { get; set; } = _ => true;

        public Task<OutboxEntry> Next => _next.Task;

        public Followers Tells => Followers.Children;

        public Task<bool> ReceiveAsync(OutboxEntry entry, CancellationToken cancellationToken)
        {
            Heard.Add(entry);
            _next.TrySetResult(entry);
            return Task.FromResult(Answer(entry));
        }
    }
}
