using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using JobFunctions.Client;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The client's batches, bulk changes and streams against the service, and submits whose answers get lost.</summary>
public class ClientBatchTests(AzuriteFixture azurite)
{
    private static readonly JobClientOptions Impatient = new() { RetryBase = TimeSpan.FromMilliseconds(10) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submit_whose_answer_is_lost_makes_one_job()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        using var network = new BadNetwork(cutAnswers: 2);
        var client = new JobClient(new HttpClient(network) { BaseAddress = service.Http.BaseAddress }, Impatient);

        var id = await client.SubmitAsync(new NewJob { Name = "once", Type = "noop" }, Token);

        Assert.Equal(3, network.Answered.Count);
        Assert.Equal([id], await client.ListAsync(cancellationToken: Token).Select(job => job.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task A_batch_is_submitted_answered_and_waited_for()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);

        var answers = await client.Batches.SubmitAsync(Jobs(300), new NewBatch { Name = "nightly", OnComplete = Job("last") }, Token).ToListAsync(Token);
        var batch = await client.Batches.WaitAsync(answers[0].BatchId, Token);

        Assert.Equal(Enumerable.Range(0, 300), answers.Select(answer => answer.Index).Order());
        Assert.Equal("type", Assert.Single(answers.Single(answer => answer.JobId is null).Errors).Field);
        Assert.Equal(("nightly", 299, 299), (batch.Name, batch.TotalJobs, batch.Completed));
        Assert.Equal(JobStatus.Completed, (await client.WaitAsync(batch.CompletionJobId!, cancellationToken: Token)).Status);
    }

    /// <summary>The service has stored all; of the first answer some lines arrive, of the second none.</summary>
    [Fact]
    public async Task A_batch_whose_answers_are_cut_off_makes_one_job_for_each_line_and_tells_each_once()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        using var network = new BadNetwork(cutAnswers: 2, cutAfter: 700);
        var client = new JobClient(new HttpClient(network) { BaseAddress = service.Http.BaseAddress }, Impatient);
        var asked = 0;

        var answers = await client.Batches.SubmitAsync(Jobs(40).Select(job => { asked++; return job; }), cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(3, network.Answered.Count);
        Assert.Equal(40, asked);
        Assert.Equal(Enumerable.Range(0, 40), answers.Select(answer => answer.Index).Order());
        Assert.Single(answers.Select(answer => answer.BatchId).Distinct());
        var stored = await client.ListAsync(cancellationToken: Token).Select(job => job.Id).ToListAsync(Token);
        Assert.Equal(answers.Select(answer => answer.JobId).OfType<string>().Order(), stored.Order());
    }

    /// <summary>More than the buffers between the two hold, and none of it is read before the last job has been sent.</summary>
    [Fact]
    public async Task Large_answers_wait_until_all_jobs_have_been_sent()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http, Impatient);
        var refused = Job("refused") with { Type = new string('x', 20_000) };

        var answers = await client.Batches.SubmitAsync(Enumerable.Repeat(refused, 1_000).ToAsyncEnumerable(), cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(1_000, answers.Count);
        Assert.All(answers, answer => Assert.Contains(refused.Type, answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_fails_ends_the_upload_with_its_own_exception()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http, Impatient);

        var failure = await Assert.ThrowsAsync<IOException>(
            () => client.Batches.SubmitAsync(Jobs(3).Concat(Fails()), cancellationToken: Token).ToListAsync(Token).AsTask());

        Assert.Equal("the source", failure.Message);

        static async IAsyncEnumerable<NewJob> Fails()
        {
            await Task.Yield();
            if (Token.CanBeCanceled)
                throw new IOException("the source");
            yield break;
        }
    }

    [Fact]
    public async Task More_than_a_thousand_jobs_are_refused_where_they_begin()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);

        var answers = await client.Batches.SubmitAsync(Jobs(1_100), cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(1_001, answers.Count);
        Assert.Contains("1000 jobs", answers.Single(answer => answer.Index == 1_000).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_is_cancelled()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);
        var later = Job("later") with { ScheduledAt = TimeProvider.System.GetUtcNow().AddDays(1), UniqueFor = "pending_or_running" };
        var answers = await client.Batches.SubmitAsync(new[] { later, later, Job("other") with { ScheduledAt = later.ScheduledAt } }.ToAsyncEnumerable(), cancellationToken: Token).ToListAsync(Token);

        var cancelled = await client.Batches.CancelAsync(answers[0].BatchId, Token);

        Assert.Single(answers, answer => answer.Duplicate);
        Assert.Equal(new BatchCancelled(2, 0, true), cancelled);
        Assert.Equal((true, 2), ((await client.Batches.WaitAsync(answers[0].BatchId, Token)).IsCancelled, (await client.Batches.GetAsync(answers[0].BatchId, Token)).Cancelled));
    }

    [Fact]
    public async Task Jobs_are_counted_cancelled_retried_and_deleted_by_filter()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);
        foreach (var tag in new[] { "a", "a", "b" })
            await client.SubmitAsync(Job(tag) with { Tags = [tag], ScheduledAt = TimeProvider.System.GetUtcNow().AddDays(1) }, Token);
        var failing = await client.SubmitAsync(Job("fails") with { Config = new JsonObject { ["fail_times"] = 1 }, MaxRetries = 0 }, Token);
        await client.WaitAsync(failing, cancellationToken: Token);

        var counted = await client.Bulk.CancelAsync(new JobSelection { Tag = "a" }, dryRun: true, Token);
        var cancelled = await client.Bulk.CancelAsync(new JobSelection { Tag = "a", Status = JobStatus.Scheduled }, cancellationToken: Token);
        var retried = await client.Bulk.RetryAsync(new JobSelection { Text = "FAIL", Type = "noop" }, cancellationToken: Token);
        var deleted = await client.Bulk.DeleteAsync(new JobSelection { Status = JobStatus.Cancelled }, cancellationToken: Token);
        var unknown = await client.Bulk.DeleteAsync(new JobSelection { Ids = [Guid.NewGuid().ToString()] }, cancellationToken: Token);

        Assert.Equal((true, 2, 0, true), (counted.DryRun, counted.Matched, counted.Done, counted.Complete));
        Assert.Equal((2, 1, 2, 1), (cancelled.Done, retried.Done, deleted.Done, unknown.ErrorCount));
        Assert.Equal("filter", Assert.Single((await Assert.ThrowsAsync<InvalidJobException>(() => client.Bulk.DeleteAsync(new JobSelection(), cancellationToken: Token))).Errors).Field);
    }

    [Fact]
    public async Task Events_and_log_are_followed_to_the_end()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http, Impatient);
        var config = JsonNode.Parse(
            """{"mappings":[{"file1_col":"name","file2_col":"full_name","match_type":"fuzzy"}],"file1":"left.csv","file2":"right.csv"}""")!.AsObject();
        var id = await client.SubmitAsync(
            new NewJob { Name = "match", Type = "data_matching", Config = config },
            [Input("left.csv", "name\nAyse Unal\n"), Input("right.csv", "full_name\nAyşe Ünal\n")],
            Token);

        var events = await client.EventsAsync(id, Token).ToListAsync(Token);
        Assert.Equal(["submitted", "started", "completed"], events.Select(happened => happened.Kind));
        Assert.Equal(events.Count, await client.EventsAsync(id, Token).CountAsync(Token));

        var log = await client.LogAsync(id, Token).ToListAsync(Token);
        Assert.All(log, lines => Assert.Equal(1, lines.Attempt));
        Assert.Contains("left.csv has 1 rows\n", string.Concat(log.Select(lines => lines.Text)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<JobNotFoundException>(() => client.LogAsync(Guid.NewGuid().ToString(), Token).ToListAsync(Token).AsTask());
    }

    private static InputFile Input(string name, string text) => new(name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static NewJob Job(string name) => new() { Name = name, Type = "noop" };

    /// <summary>The third of them is refused.</summary>
    private static IAsyncEnumerable<NewJob> Jobs(int count) =>
        Enumerable.Range(0, count).Select(number => number == 2 ? Job("bad") with { Type = "nope" } : Job($"{number}")).ToAsyncEnumerable();

    /// <summary>The service gets the request and does all of it; its answer is cut off on the way back.</summary>
    private sealed class BadNetwork(int cutAnswers, int cutAfter = 0) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _cutAnswers = cutAnswers;

        public ConcurrentQueue<string> Answered { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Post)
                return response;

            // Wholly read, it is certain that the service has committed all.
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            Answered.Enqueue(request.RequestUri!.AbsolutePath);
            var left = Interlocked.Decrement(ref _cutAnswers);
            if (left < 0)
                return response;
            response.Dispose();
            if (left == 0 || cutAfter == 0)
                throw new HttpRequestException("The connection was reset");
            return new HttpResponseMessage(response.StatusCode) { Content = new StreamContent(new CutStream(body[..Math.Min(cutAfter, body.Length)])) };
        }
    }

    /// <summary>Ends as a connection that is reset does.</summary>
    private sealed class CutStream(byte[] arrived) : MemoryStream(arrived)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection was reset");
    }
}
