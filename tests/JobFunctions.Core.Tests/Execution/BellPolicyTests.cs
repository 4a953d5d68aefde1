using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Execution;

public class BellPolicyTests
{
    private static readonly BellPolicy Policy = new("me", TimeSpan.FromSeconds(10));
    private static readonly DateTimeOffset Now = Make.Start.AddHours(1);

    [Theory]
    [InlineData(JobStatus.Pending)]
    [InlineData(JobStatus.Scheduled)]
    public void A_due_job_is_claimed(JobStatus status) => Assert.Equal(BellAction.Claim, Decide(Make.Job(status)).Action);

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Clocks_may_differ_a_little(int secondsEarly, bool claimed)
    {
        var verdict = Decide(Make.Job() with { DueAt = Now.AddSeconds(secondsEarly) });

        Assert.Equal(claimed ? BellAction.Claim : BellAction.PutAgain, verdict.Action);
        Assert.Equal(claimed ? TimeSpan.Zero : TimeSpan.FromSeconds(11), verdict.Delay);
    }

    [Theory]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public void The_bell_of_a_job_that_does_not_wait_is_void(JobStatus status) => Assert.Equal(BellAction.Drop, Decide(Make.Job(status)).Action);

    [Fact]
    public void The_bell_of_an_earlier_generation_is_void() =>
        Assert.Equal(BellAction.Drop, Decide(Make.Job() with { Generation = new Generation(2, "second") }).Action);

    [Fact]
    public void The_bell_of_a_change_that_lost_is_void() =>
        Assert.Equal(BellAction.Drop, Decide(Make.Job() with { Generation = new Generation(1, "other") }).Action);

    [Fact]
    public void A_bell_waits_for_its_change_with_growing_pauses()
    {
        var job = Make.Job(JobStatus.Running);
        var bell = BellOf(job) with { Generation = new Generation(2, "next"), RungAt = Now };
        TimeSpan[] ages = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10)];

        var verdicts = ages.Select(age => Policy.Decide(bell, job, isRunningHere: true, Now + age)).ToList();

        Assert.All(verdicts[..4], verdict => Assert.True(verdict is { Action: BellAction.PutAgain, IsAhead: true }));
        Assert.Equal([1, 1, 2, 480], verdicts[..4].Select(verdict => (int)verdict.Delay.TotalSeconds));
        Assert.Equal(BellAction.Drop, verdicts[4].Action);
    }

    [Fact]
    public void A_bell_without_a_row_waits_for_it()
    {
        var bell = BellOf(Make.Job()) with { RungAt = Now };

        Assert.Equal(BellAction.PutAgain, Policy.Decide(bell, null, isRunningHere: false, Now).Action);
        Assert.Equal(BellAction.Drop, Policy.Decide(bell, null, isRunningHere: false, Now.AddMinutes(10)).Action);
    }

    [Theory]
    [InlineData("me", false, true)]
    [InlineData("me", true, false)]
    [InlineData("other", false, false)]
    public void A_claim_whose_answer_was_lost_is_adopted(string holder, bool isRunningHere, bool adopted)
    {
        var job = Make.Job(JobStatus.Running) with { LockedBy = holder };

        Assert.Equal(adopted ? BellAction.Adopt : BellAction.Drop, Policy.Decide(BellOf(job), job, isRunningHere, Now).Action);
    }

    private static BellVerdict Decide(Job job) => Policy.Decide(BellOf(Make.Job()) with { Job = job.Id }, job, isRunningHere: false, Now);

    private static Bell BellOf(Job job) => new(job.Id, job.Generation, job.CreatedAt);
}
