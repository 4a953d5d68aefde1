using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class JobParentsTests
{
    private static readonly DateTimeOffset Now = Make.Start.AddHours(1);
    private static readonly Generation Next = new(2, "next");

    public static TheoryData<ParentFailure, JobStatus, JobStatus> Outcomes => new()
    {
        { ParentFailure.Fail, JobStatus.Completed, JobStatus.Pending },
        { ParentFailure.Fail, JobStatus.Failed, JobStatus.Failed },
        { ParentFailure.Fail, JobStatus.Cancelled, JobStatus.Failed },
        { ParentFailure.Cancel, JobStatus.Completed, JobStatus.Pending },
        { ParentFailure.Cancel, JobStatus.Failed, JobStatus.Cancelled },
        { ParentFailure.Cancel, JobStatus.Cancelled, JobStatus.Cancelled },
        { ParentFailure.Run, JobStatus.Completed, JobStatus.Pending },
        { ParentFailure.Run, JobStatus.Failed, JobStatus.Pending },
        { ParentFailure.Run, JobStatus.Cancelled, JobStatus.Pending },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void The_jobs_own_wish_decides_what_a_parents_end_means(ParentFailure wish, JobStatus outcome, JobStatus becomes)
    {
        var (child, parent) = Waiting(wish);

        var after = child.ParentEnded(parent, outcome, Next, Now);

        Assert.Equal((becomes, false, 0), (after.Status, after.IsWaiting, after.WaitingFor.Count));
        Assert.Equal(becomes.IsFinal() ? Now : null, after.EndedAt);
        Assert.Equal(becomes == JobStatus.Pending ? (Next, Now) : (child.Generation, child.DueAt), (after.Generation, after.DueAt));
        if (becomes.IsFinal())
            Assert.Contains(parent.ToString(), after.Error?.Message ?? after.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hearing_of_an_end_a_second_time_changes_nothing()
    {
        var (child, parent) = Waiting(ParentFailure.Run, more: 1);
        var once = child.ParentEnded(parent, JobStatus.Failed, Next, Now);

        Assert.Equal((1, 1, child.Generation), (once.WaitingCount, once.WaitingFor.Count, once.Generation));
        Assert.Same(once, once.ParentEnded(parent, JobStatus.Failed, Next, Now));
    }

    [Fact]
    public void A_job_whose_parents_have_ended_still_waits_for_its_own_time()
    {
        var (child, parent) = Waiting(ParentFailure.Fail);
        var later = Now.AddDays(1);

        Assert.Equal(later, (child with { ScheduledAt = later }).ParentEnded(parent, JobStatus.Completed, Next, Now).DueAt);
        Assert.Equal(Now, (child with { ScheduledAt = Now.AddDays(-1) }).ParentEnded(parent, JobStatus.Completed, Next, Now).DueAt);
    }

    [Fact]
    public void A_job_that_is_cancelled_or_started_anew_waits_no_more()
    {
        var (child, parent) = Waiting(ParentFailure.Fail);

        var cancelled = child.Cancel(Now);
        var again = cancelled.Requeue(Next, Now);

        Assert.False(cancelled.IsWaiting);
        Assert.Same(cancelled, cancelled.ParentEnded(parent, JobStatus.Completed, Next, Now));
        Assert.Equal((false, Now), (again.IsWaiting, again.DueAt));
    }

    private static (Job Child, JobId Parent) Waiting(ParentFailure wish, int more = 0)
    {
        var parents = Enumerable.Range(0, 1 + more).Select(_ => Make.Job().Id).ToList();
        return ((Make.Job() with { DependsOn = parents, OnParentFailure = wish }).WaitFor(parents), parents[0]);
    }
}
