using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class JobTimelineTests
{
    private static readonly DateTimeOffset Now = Make.Start.AddMinutes(5);
    private static readonly JobError Error = new("Error", "wrong", "stack");

    [Fact]
    public void Every_change_adds_what_happened()
    {
        var job = Make.Job() with { MaxRetries = 1 };
        job = job.Claim("one", Now);
        job = job.Fail(Error, permanent: false, TimeSpan.FromSeconds(2.5), Next(job), Now.AddSeconds(1));
        job = job.Claim("two", Now.AddSeconds(4));
        job = job.HandBack(Next(job), Now.AddSeconds(5), "The host ended the attempt");
        job = job.Claim("one", Now.AddSeconds(6));
        job = job.Reset(Next(job), Now.AddSeconds(7), "by a resume of the queue");
        job = job.Claim("two", Now.AddSeconds(8));
        job = job.LoseLease(Next(job), Now.AddSeconds(9));
        job = job.Requeue(Next(job), Now.AddSeconds(10));
        job = job.Claim("one", Now.AddSeconds(11)).Report(0.5, "half", 1, 2);
        job = job.Cancel(Now.AddSeconds(12));
        job = job.Requeue(Next(job), Now.AddSeconds(13));
        job = job.Claim("one", Now.AddSeconds(14));
        job = job.Complete(null, [], Now.AddSeconds(15));

        Assert.Equal(
            [
                (1, "submitted", 0, null, null),
                (2, "started", 1, "one", null),
                (3, "retry", 1, "one", "in 2.5 s, after Error: wrong"),
                (4, "started", 2, "two", null),
                (5, "handed_back", 2, "two", "The host ended the attempt"),
                (6, "started", 3, "one", null),
                (7, "reset", 3, "one", "by a resume of the queue"),
                (8, "started", 4, "two", null),
                (9, "lease_lost", 4, "two", null),
                (10, "failed", 4, "two", "WorkerLost: The instance two fell silent during attempt 4"),
                (11, "restarted", 4, null, "was failed"),
                (12, "started", 5, "one", null),
                (13, "cancelled", 5, "one", null),
                (14, "restarted", 5, null, "was cancelled"),
                (15, "started", 6, "one", null),
                (16, "completed", 6, "one", null),
            ],
            JobTimeline.Of(job).Select(Shown));
        Assert.Equal(Now.AddSeconds(15), JobTimeline.Of(job)[^1].Event.At);
    }

    [Fact]
    public void A_hold_and_its_end_stand_in_it()
    {
        var job = Make.Job(JobStatus.Completed).Hold(true, Now).Hold(false, Now);

        Assert.Equal([(2, "held", 1, null, null), (3, "released", 1, null, "it is held no more")], JobTimeline.Of(job).Skip(1).Select(Shown));
    }

    [Fact]
    public void The_first_and_the_latest_are_kept_with_their_numbers_and_what_is_dropped_is_counted()
    {
        var job = Make.Job(JobStatus.Cancelled);
        for (var round = 1; round <= 500; round++)
            job = job.Requeue(Next(job), Now.AddSeconds(round)).Cancel(Now.AddSeconds(round));

        var events = JobTimeline.Of(job);

        // The one that says when it was submitted is not in the row.
        Assert.Equal(JobTimeline.MaxEvents + 1, events.Count);
        Assert.Equal(1000 - JobTimeline.MaxEvents, job.Timeline.Dropped);
        Assert.Equal(Enumerable.Range(1, JobTimeline.First + 1), events.Take(JobTimeline.First + 1).Select(happened => happened.Number));
        Assert.Equal(Enumerable.Range(902, 100), events.Skip(JobTimeline.First + 1).Select(happened => happened.Number));
        Assert.Equal(Now.AddSeconds(500), events[^1].Event.At);
    }

    [Fact]
    public void It_stays_far_below_what_a_property_holds_whatever_failed()
    {
        var error = new JobError(new string('e', 200), new string('"', 2_000) + "\r\n\t", null);
        var job = Make.Job() with { MaxRetries = int.MaxValue };
        for (var round = 1; round <= 300; round++)
        {
            job = job.Claim(new string('i', 300), Now);
            job = job.Fail(error, permanent: false, TimeSpan.FromSeconds(1), Next(job), Now);
        }

        Assert.InRange(job.Timeline.ToText()!.Length, JobTimeline.MaxCharacters / 2, JobTimeline.MaxCharacters + 10);
        var events = JobTimeline.Of(job);
        Assert.Equal((601, "retry", 300), (events[^1].Number, events[^1].Event.Kind, events[^1].Event.Attempt));
        Assert.Equal((2, "started", 1), (events[1].Number, events[1].Event.Kind, events[1].Event.Attempt));
        Assert.Equal(600, events.Count - 1 + job.Timeline.Dropped);
    }

    [Fact]
    public void Text_of_any_kind_stays_in_its_line()
    {
        var happened = new JobEvent(Now, "retry", 1, "a\tb", "x\ty\nz\r" + new string('ö', 400));
        var job = Make.Job() with { Timeline = JobTimeline.Empty.Add(happened).Add(new JobEvent(Now, "completed", 2, null, null)) };

        var read = JobTimeline.Of(job with { Timeline = JobTimeline.Parse(job.Timeline.ToText()) });

        Assert.Equal(("a b", "completed"), (read[1].Event.Instance, read[2].Event.Kind));
        Assert.StartsWith("x y z öö", read[1].Event.Detail, StringComparison.Ordinal);
        Assert.Equal(300, read[1].Event.Detail!.Length);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("nonsense", 0)]
    [InlineData("3\nnonsense\n1777622400000\tstarted\t1\tone\t\n", 2)]
    [InlineData("0\n99999999999999999\tstarted\t1\tone\t\n", 1)]
    public void What_somebody_damaged_hides_nothing_else(string? text, int events) =>
        Assert.Equal(events, JobTimeline.Of(Make.Job() with { Timeline = JobTimeline.Parse(text) }).Count - 1);

    [Fact]
    public void A_job_that_was_to_start_later_says_for_when() => Assert.Equal(
        "for 2026-05-01 09:00:00Z", JobTimeline.Of(Make.Job(JobStatus.Scheduled) with { ScheduledAt = Make.Start.AddHours(1) })[0].Event.Detail);

    private static Generation Next(Job job) => new(job.Generation.Number + 1, "next");

    private static (int, string, int, string?, string?) Shown(NumberedEvent happened) =>
        (happened.Number, happened.Event.Kind, happened.Event.Attempt, happened.Event.Instance, happened.Event.Detail);
}
