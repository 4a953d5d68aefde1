using System.Net;
using JobFunctions.Testing;

namespace JobFunctions.Client.Tests;

public class RetryTests
{
    private const string Accepted = """{"job_id": "1", "message": "m", "status": "pending"}""";
    private static readonly NewJob Job = new() { Name = "a job", Type = "noop" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submit_is_sent_again_under_the_same_key_until_it_is_answered()
    {
        await using var service = await Service.StartAsync(
            null, Service.Loses, Service.Says(503), Service.Says(429), Service.Says(502), Service.Says(202, Accepted));

        Assert.Equal("1", await service.Client.SubmitAsync(Job, Token));

        Assert.Equal(5, service.Requests.Count);
        Assert.Single(service.Requests.Select(request => (request.Headers["Idempotency-Key"], request.Text)).Distinct());
    }

    [Fact]
    public async Task Each_submit_has_a_key_of_its_own_unless_it_is_given_one()
    {
        await using var service = await Service.StartAsync(null, Service.Says(202, Accepted));

        await service.Client.SubmitAsync(Job, Token);
        await service.Client.SubmitAsync(Job, Token);
        await service.Client.SubmitAsync(Job with { IdempotencyKey = "mine" }, Token);

        var keys = service.Requests.Select(request => request.Headers["Idempotency-Key"]).ToList();
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("mine", keys[2]);
        Assert.All(service.Requests, request => Assert.Equal("""{"name":"a job","type":"noop"}""", request.Text));
    }

    [Fact]
    public async Task Retry_After_is_kept()
    {
        var time = new SteppedTime();
        await using var service = await Service.StartAsync(
            new JobClientOptions { Time = time, RetryBase = TimeSpan.Zero }, Service.Says(503, retryAfter: 10), Service.Says(202, Accepted));

        var submit = service.Client.SubmitAsync(Job, Token);
        await time.BeginsToWait(TimeSpan.FromSeconds(10));
        Assert.Single(service.Requests);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("1", await Eventually.Completes(submit));
    }

    [Fact]
    public async Task A_service_that_stays_away_is_given_up()
    {
        await using var service = await Service.StartAsync(
            new JobClientOptions { MaxRetries = 2, RetryBase = TimeSpan.Zero },
            Service.Says(503, """{"detail": "Storage is not available at the moment"}"""));

        var gone = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.Client.GetAsync("1", Token));

        Assert.Equal((3, HttpStatusCode.ServiceUnavailable), (service.Requests.Count, gone.Status));
        Assert.Equal("Storage is not available at the moment", gone.Message);
    }

    [Fact]
    public async Task Connections_that_are_lost_are_given_up_with_their_cause()
    {
        await using var service = await Service.StartAsync(new JobClientOptions { MaxRetries = 1, RetryBase = TimeSpan.Zero }, Service.Loses);

        var gone = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.Client.GetAsync("1", Token));

        Assert.Equal(2, service.Requests.Count);
        Assert.IsType<HttpRequestException>(gone.InnerException);
    }

    [Fact]
    public async Task Waiting_for_a_retry_ends_with_the_token()
    {
        var time = new SteppedTime();
        await using var service = await Service.StartAsync(
            new JobClientOptions { Time = time, RetryBase = TimeSpan.Zero }, Service.Says(503, retryAfter: 10));
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var get = service.Client.GetAsync("1", caller.Token);
        await time.BeginsToWait(TimeSpan.FromSeconds(10));
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Completes(get));
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_fields_and_not_sent_again()
    {
        await using var service = await Service.StartAsync(
            null, Service.Says(400, """{"detail": "name: must have 1 to 200 characters", "errors": [{"field": "name", "message": "must have 1 to 200 characters"}]}"""));

        var refused = await Assert.ThrowsAsync<InvalidJobException>(() => service.Client.SubmitAsync(Job, Token));

        Assert.Equal(new FieldProblem("name", "must have 1 to 200 characters"), Assert.Single(refused.Errors));
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData(401, typeof(JobAccessException))]
    [InlineData(403, typeof(JobAccessException))]
    [InlineData(404, typeof(JobNotFoundException))]
    [InlineData(409, typeof(JobConflictException))]
    [InlineData(413, typeof(InvalidJobException))]
    [InlineData(422, typeof(InvalidJobException))]
    [InlineData(500, typeof(JobApiException))]
    public async Task Each_kind_of_refusal_has_its_exception_even_in_a_proxys_words(int status, Type kind)
    {
        await using var service = await Service.StartAsync(null, Service.Says(status, "<html>no</html>"));

        var refused = await Assert.ThrowsAnyAsync<JobApiException>(() => service.Client.GetAsync("a/b", Token));

        Assert.IsType(kind, refused);
        Assert.StartsWith($"GET /api/v1/jobs/a%2Fb was answered with {status}", refused.Message, StringComparison.Ordinal);
    }
}
