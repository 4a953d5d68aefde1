namespace JobFunctions.Client.Tests;

/// <summary>The service does what was asked, and the answer gets lost: the next try finds nothing left to do.</summary>
public class LostAnswerTests
{
    private const string Cancelled = """{"detail": "d", "current_status": "cancelled"}""";
    private const string Completed = """{"detail": "d", "current_status": "completed"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancel_that_took_effect_has_succeeded()
    {
        await using var service = await Service.StartAsync(null, Service.Loses, Service.Says(409, Cancelled));
        await service.Client.CancelAsync("1", Token);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task A_job_that_ended_in_between_was_not_cancelled()
    {
        await using var service = await Service.StartAsync(null, Service.Loses, Service.Says(409, Completed));
        var refused = await Assert.ThrowsAsync<JobConflictException>(() => service.Client.CancelAsync("1", Token));
        Assert.Equal(JobStatus.Completed, refused.CurrentStatus);
    }

    [Fact]
    public async Task A_job_that_was_cancelled_before_is_no_success()
    {
        await using var service = await Service.StartAsync(null, Service.Says(409, Cancelled));
        await Assert.ThrowsAsync<JobConflictException>(() => service.Client.CancelAsync("1", Token));
    }

    [Fact]
    public async Task A_delete_that_took_effect_has_succeeded()
    {
        await using var service = await Service.StartAsync(null, Service.Loses, Service.Says(404));
        await service.Client.DeleteAsync("1", Token);
        await Assert.ThrowsAsync<JobNotFoundException>(() => service.Client.DeleteAsync("1", Token));
    }

    [Fact]
    public async Task A_retry_that_took_effect_has_succeeded()
    {
        await using var service = await Service.StartAsync(null, Service.Loses, Service.Says(409, """{"current_status": "running"}"""));
        await service.Client.RetryAsync("1", cancellationToken: Token);
        await Assert.ThrowsAsync<JobConflictException>(() => service.Client.RetryAsync("1", cancellationToken: Token));
    }
}
