using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

public class OutageTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The host gives out 32 messages at a time, and gives each five times before it goes to the poison queue. While the table is away no
    /// job can be claimed; when it is back, all are run, at their first attempt and without a charge.
    /// </summary>
    [Fact]
    public async Task An_outage_of_the_table_for_five_minutes_fails_and_loses_no_pending_job()
    {
        const int jobs = 500;
        const int atOnce = 32;
        var isOut = false;
        var faults = new FaultPolicy { Pick = (_, request) => isOut && !request.Uri.Path.Contains("messages", StringComparison.Ordinal) ? Fault.Before : null };
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account, policy: faults);
        await Parallel.ForEachAsync(Enumerable.Range(0, jobs), Token, async (_, _) => await core.SubmitAsync());
        var bells = new ConcurrentQueue<LaneMessage>(await ReceiveAllAsync(account));
        Assert.Equal(jobs, bells.Count);

        isOut = true;
        var began = core.Time.GetUtcNow();
        var host = Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (bells.TryDequeue(out var bell))
                await core.Get<BellRunner>().RunAsync(bell, CancellationToken.None);
        })));
        await Eventually.BecomesTrue(
            () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(5));
                return core.Time.GetUtcNow() - began >= TimeSpan.FromMinutes(5);
            },
            "five minutes are over");
        Assert.False(host.IsCompleted);
        Assert.True(faults.Requests > 0);

        isOut = false;
        await core.PassTimeUntilAsync(host, TimeSpan.FromSeconds(1), "every bell has been answered");
        await host;
        await core.RunBellsAsync();

        var counts = await core.Store.CountAsync(Token);
        Assert.Equal((jobs, 0L, 0L), ((int)counts[JobStatus.Completed], counts[JobStatus.Pending], counts[JobStatus.Failed]));
        await foreach (var ended in core.Store.EndedAsync(new EndedQuery(JobStatus.Completed, null), Token))
            Assert.Equal((1, 0), (ended.Job.Attempt, ended.Job.RetryCount));
        await Rows.AssertConsistentAsync(core);
    }

    /// <summary>Each process has its own counter row, so the changes of one never make those of another fail.</summary>
    [Fact]
    public async Task Two_processes_at_full_speed_in_one_shard_have_no_conflict()
    {
        var account = azurite.NewAccount();
        var answers = new RefusedTransactions();
        await using var one = await Core.StartAsync(account, policy: answers, settings: ("Storage:Shards", "1"));
        await using var other = await Core.StartAsync(account, one.Time, answers, settings: ("Storage:Shards", "1"));

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), Token, async (number, _) =>
        {
            var store = (number % 2 == 0 ? one : other).Store;
            var job = await store.CreateAsync(Make.Job(created: one.Time.GetUtcNow()));
            job = await store.UpdateAsync(job, job.Claim("instance", one.Time.GetUtcNow()));
            await store.UpdateAsync(job, job.Complete(null, [], one.Time.GetUtcNow()));
        });

        Assert.True(answers.Transactions > 0);
        Assert.Equal(0, answers.Refused);
        Assert.Equal(400, (await one.Store.CountAsync(Token))[JobStatus.Completed]);
        await Rows.AssertConsistentAsync(one);
    }

    private static async Task<List<LaneMessage>> ReceiveAllAsync(string account)
    {
        var queue = new QueueServiceClient(account).GetQueueClient(Lanes.Normal);
        var all = new List<LaneMessage>();
        while ((await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), Token)).Value is { Length: > 0 } page)
        {
            foreach (var message in page)
            {
                all.Add(new LaneMessage(Lanes.Normal, message.Body.ToString(), message.MessageId, message.InsertedOn ?? default));
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Token);
            }
        }

        return all;
    }

    /// <summary>Counts the transactions that the service refused: their answer says so inside.</summary>
    private sealed class RefusedTransactions : HttpPipelinePolicy
    {
        private int _transactions;
        private int _refused;

        public int Transactions => _transactions;

        public int Refused => _refused;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (!FaultPolicy.IsTransaction(message.Request))
                return;
            Interlocked.Increment(ref _transactions);
            await using var content = message.Response.ContentStream!;
            var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            copy.Position = 0;
            message.Response.ContentStream = copy;
            if (Encoding.UTF8.GetString(copy.ToArray()).Contains("HTTP/1.1 4", StringComparison.Ordinal))
                Interlocked.Increment(ref _refused);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
