using System.Text;
using System.Text.Json.Nodes;
using JobFunctions.Client;
using JobFunctions.LocalHost.Tests.Security;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class ClientTests(AzuriteFixture azurite)
{
    private static readonly NewJob Slow = new() { Name = "slow", Type = "noop", Config = new JsonObject { ["duration_ms"] = 600_000, ["steps"] = 1000 } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WaitBy.Stream)]
    [InlineData(WaitBy.Poll)]
    public async Task A_job_is_submitted_and_waited_for(WaitBy by)
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);

        var id = await client.SubmitAsync(
            new NewJob
            {
                Name = "all fields",
                Type = "noop",
                Config = new JsonObject { ["steps"] = 4 },
                Priority = JobPriority.Urgent,
                ProgramId = "7",
                MaxRetries = 5,
                TimeoutSeconds = 60,
                Tags = ["a", "b"],
                ScheduledAt = TimeProvider.System.GetUtcNow().AddSeconds(1),
                More = new JsonObject { ["func_name"] = null },
            },
            Token);
        var job = await client.WaitAsync(id, by, Token);

        Assert.Equal((id, JobStatus.Completed, 100, "Step 4 of 4"), (job.Id, job.Status, job.Progress, job.Message));
        Assert.Equal((JobPriority.Urgent, "7", 5, 1), (job.Priority, job.ProgramId, job.MaxRetries, job.Attempt));
        Assert.Equal(["a", "b"], job.Tags);
        Assert.True(job.StartedAt >= job.CreatedAt && job.CompletedAt >= job.StartedAt);
    }

    [Fact]
    public async Task A_stream_goes_on_at_another_process_when_the_first_one_is_gone()
    {
        var account = azurite.NewAccount();
        var first = await RunningService.StartAsync(account, ServiceProcess.Impatient);
        await using var second = await RunningService.StartAsync(account, ServiceProcess.Impatient);
        using var routed = new Rerouted { To = first.Http.BaseAddress! };
        using var http = new HttpClient(routed) { BaseAddress = first.Http.BaseAddress };
        var client = new JobClient(http);
        var id = await client.SubmitAsync(new NewJob { Name = "moves", Type = "noop", Config = new JsonObject { ["duration_ms"] = 3000, ["steps"] = 30 } }, Token);

        var updates = new List<JobUpdate>();
        await foreach (var update in client.StreamAsync(id, Token))
        {
            updates.Add(update);
            if (update.Progress > 0 && routed.To != second.Http.BaseAddress)
            {
                routed.To = second.Http.BaseAddress!;
                await first.DisposeAsync();
            }
        }

        Assert.Equal(JobStatus.Completed, updates[^1].Status);
        Assert.Equal(second.Http.BaseAddress, routed.To);
    }

    [Fact]
    public async Task Jobs_are_listed_over_pages_cancelled_retried_and_deleted()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);
        foreach (var number in Enumerable.Range(0, 5))
            await client.SubmitAsync(new NewJob { Name = $"{number}", Type = "noop", Tags = [number % 2 == 0 ? "even" : "odd"] }, Token);

        var all = await client.ListAsync(new JobFilter { PageSize = 2 }, Token).ToListAsync(Token);
        Assert.Equal(["4", "3", "2", "1", "0"], all.Select(job => job.Name));
        Assert.Equal(["4", "2", "0"], (await client.ListAsync(new JobFilter { PageSize = 1, Tag = "even" }, Token).ToListAsync(Token)).Select(job => job.Name));

        var id = await client.SubmitAsync(Slow, Token);
        await Assert.ThrowsAsync<JobConflictException>(() => client.DeleteAsync(id, Token));
        await client.CancelAsync(id, Token);
        Assert.Equal(JobStatus.Cancelled, (await Assert.ThrowsAsync<JobConflictException>(() => client.CancelAsync(id, Token))).CurrentStatus);
        await client.RetryAsync(id, new JsonObject { ["steps"] = 1 }, Token);
        Assert.Equal(JobStatus.Completed, (await client.WaitAsync(id, cancellationToken: Token)).Status);
        await client.DeleteAsync(id, Token);
        await Assert.ThrowsAsync<JobNotFoundException>(() => client.GetAsync(id, Token));
    }

    [Theory]
    [InlineData(1024 * 1024)]
    [InlineData(1)]
    public async Task Files_are_uploaded_through_the_service_or_straight_to_storage(long largeFile)
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http, new JobClientOptions { LargeFile = largeFile });
        const string name = "Über uns & more (1).txt";

        await client.Files.UploadAsync(name, new MemoryStream("0123456789"u8.ToArray()), Token);

        var file = await client.Files.ListAsync(Token).SingleAsync(Token);
        Assert.Equal((name, 10), (file.Name, file.Size));
        using (var reader = new StreamReader(await client.Files.OpenAsync(name, Token)))
            Assert.Equal("0123456789", await reader.ReadToEndAsync(Token));
        await client.Files.DeleteAsync(name, Token);
        await Assert.ThrowsAsync<JobNotFoundException>(() => client.Files.OpenAsync(name, Token));
    }

    [Fact]
    public async Task Input_files_come_with_the_submit_and_results_are_downloaded()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var client = new JobClient(service.Http);
        var config = JsonNode.Parse(
            """{"mappings":[{"file1_col":"name","file2_col":"full_name","match_type":"fuzzy"}],"file1":"left.csv","file2":"right.csv"}""")!.AsObject();

        var id = await client.SubmitAsync(
            new NewJob { Name = "match", Type = "data_matching", Config = config },
            [Input("left.csv", "name\nAyse Unal\n"), Input("right.csv", "full_name\nAyşe Ünal\n")],
            Token);
        var job = await client.WaitAsync(id, cancellationToken: Token);

        Assert.Equal((JobStatus.Completed, null), (job.Status, job.ErrorMessage));
        using var reader = new StreamReader(await client.OpenResultAsync(job.ResultFiles[0], Token));
        Assert.Contains("Ayşe Ünal", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_goes_along_and_a_refusal_is_told()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), Tokens.Settings);
        var ann = new JobClient(service.Http, new JobClientOptions { Token = _ => ValueTask.FromResult(Tokens.Of("ann")) });
        var bob = new JobClient(service.Http, new JobClientOptions { Token = _ => ValueTask.FromResult(Tokens.Of("bob")) });

        var id = await ann.SubmitAsync(new NewJob { Name = "hers", Type = "noop" }, Token);

        Assert.Equal("ann", (await ann.WaitAsync(id, cancellationToken: Token)).UserId);
        await Assert.ThrowsAsync<JobAccessException>(() => bob.GetAsync(id, Token));
        await Assert.ThrowsAsync<JobAccessException>(() => new JobClient(service.Http).GetAsync(id, Token));
        var wrong = await Assert.ThrowsAsync<InvalidJobException>(() => ann.SubmitAsync(new NewJob { Name = "x", Type = "nope" }, Token));
        Assert.Equal("type", Assert.Single(wrong.Errors).Field);
    }

    private static InputFile Input(string name, string text) => new(name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>What a load balancer does: the same address, another process.</summary>
    private sealed class Rerouted : DelegatingHandler
    {
        public Rerouted() : base(new SocketsHttpHandler()) { }

        public required Uri To { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(To, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
