using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class JobChangesTests
{
    private static readonly DateTimeOffset Now = Make.Start.AddMinutes(5);
    private static readonly Generation Next = new(2, "next");
    private static readonly JobError Error = new("Error", "wrong", "stack");

    [Fact]
    public void A_claim_starts_the_next_attempt_afresh()
    {
        var job = Make.Job() with { Attempt = 2, Progress = 0.5, Message = "old", ItemsDone = 3, ItemsTotal = 6 };

        var running = job.Claim("me", Now);

        Assert.Equal((3, Now, Now, "me"), (running.Attempt, running.StartedAt, running.LockedAt, running.LockedBy));
        Assert.Equal((0, null, null, null), (running.Progress, running.Message, running.ItemsDone, running.ItemsTotal));
    }

    [Theory]
    [InlineData(JobStatus.Scheduled)]
    [InlineData(JobStatus.Pending)]
    public void A_job_that_is_held_back_by_a_rate_waits_for_its_time_and_forgets_it_when_it_starts(JobStatus status)
    {
        var held = Make.Job(status).WaitForRate(Now);

        Assert.Equal((JobStatus.Pending, Now, Now, Make.Job().Generation), (held.Status, held.DueAt, held.ReservedStart, held.Generation));
        Assert.Null(held.Claim("me", Now).ReservedStart);
    }

    [Fact]
    public void A_transient_failure_is_retried_after_its_backoff_and_charged()
    {
        var failed = Make.Job(JobStatus.Running).Fail(Error, permanent: false, TimeSpan.FromSeconds(7), Next, Now);

        Assert.Equal((JobStatus.Pending, 1, Now.AddSeconds(7), Next), (failed.Status, failed.RetryCount, failed.DueAt, failed.Generation));
        Assert.Equal(Error with { Fingerprint = ErrorFingerprint.Of("noop", "Error", "wrong") }, failed.Error);
        Assert.Null(failed.LockedBy);
        Assert.Null(failed.EndedAt);
    }

    [Fact]
    public void The_failure_after_the_last_retry_is_final()
    {
        var job = Make.Job(JobStatus.Running) with { RetryCount = 3, MaxRetries = 3 };

        var failed = job.Fail(Error, permanent: false, TimeSpan.Zero, Next, Now);

        Assert.Equal((JobStatus.Failed, 3, Now), (failed.Status, failed.RetryCount, failed.EndedAt));
        Assert.Equal(job.Generation, failed.Generation);
    }

    [Fact]
    public void A_permanent_failure_is_final_at_once() =>
        Assert.Equal(JobStatus.Failed, Make.Job(JobStatus.Running).Fail(Error, permanent: true, TimeSpan.Zero, Next, Now).Status);

    [Fact]
    public void A_hand_back_is_not_charged()
    {
        var back = Make.Job(JobStatus.Running).HandBack(Next, Now);

        Assert.Equal((JobStatus.Pending, 0, 1), (back.Status, back.RetryCount, back.Attempt));
    }

    [Fact]
    public void A_requeued_job_has_its_budget_again_and_goes_on_counting_attempts()
    {
        var failed = Make.Job(JobStatus.Failed) with
        {
            Attempt = 4,
            RetryCount = 3,
            Error = Error,
            Result = "{}",
            ResultFiles = [new ResultFile("f", 1)],
            ScheduledAt = Now.AddDays(1),
        };

        var again = failed.Requeue(Next, Now);

        Assert.Equal((JobStatus.Pending, 4, 0, Now), (again.Status, again.Attempt, again.RetryCount, again.DueAt));
        Assert.Null(again.Error);
        Assert.Null(again.EndedAt);
        Assert.Null(again.Result);
        Assert.Null(again.ScheduledAt);
        Assert.Empty(again.ResultFiles);
    }

    [Fact]
    public void Success_clears_the_error_of_an_earlier_attempt()
    {
        var done = (Make.Job(JobStatus.Running) with { Error = Error }).Complete("{}", [new ResultFile("f", 1)], Now);

        Assert.Null(done.Error);
        Assert.Equal((1, Now, true), (done.Progress, done.EndedAt, done.HasFiles));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 0)]
    [InlineData(0.25, 0.25)]
    public void Progress_is_a_fraction(double said, double shown) =>
        Assert.Equal(shown, Make.Job(JobStatus.Running).Report(said, null, null, null).Progress);

    [Fact]
    public void A_long_message_is_cut_without_tearing_a_character()
    {
        var message = new string('a', 998) + "😀😀";

        var shown = Make.Job(JobStatus.Running).Report(0, message, null, null).Message!;

        Assert.Equal(new string('a', 998) + "…", shown);
    }
}
