using System.Text.RegularExpressions;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public partial class JobTransitionsTests
{
    public static TheoryData<JobStatus, JobStatus> EveryPair =>
        [.. from one in JobStatuses.All from other in JobStatuses.All select new TheoryDataRow<JobStatus, JobStatus>(one, other)];

    /// <summary>The diagram in docs/states.md is the authority.</summary>
    [Theory]
    [MemberData(nameof(EveryPair))]
    public void The_table_says_what_the_diagram_shows(JobStatus from, JobStatus to) =>
        Assert.Equal(Diagram().Contains((from.ToWord(), to.ToWord())), JobTransitions.IsLegal(from, to));

    [Fact]
    public void A_job_begins_as_the_diagram_shows() => Assert.Equal(
        Diagram().Where(arrow => arrow.From == "[*]").Select(arrow => arrow.To).Order(),
        JobTransitions.Initial.Select(status => status.ToWord()).Order());

    /// <summary>Every change that can be asked of a job, in every status: it is made if the table allows it and refused otherwise.</summary>
    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_change_is_refused_exactly_where_the_table_forbids_it(JobStatus from, JobStatus to)
    {
        var job = Make.Job(from);
        var now = job.CreatedAt.AddMinutes(5);
        var next = new Generation(9, "next");
        Func<Job>? change = to switch
        {
            JobStatus.Pending => () => job.HandBack(next, now),
            JobStatus.Running => () => job.Claim("instance", now),
            JobStatus.Completed => () => job.Complete(null, [], now),
            JobStatus.Failed => () => job.Fail(new JobError("Error", "wrong", null), permanent: true, TimeSpan.Zero, next, now),
            JobStatus.Cancelled => () => job.Cancel(now),
            _ => null,
        };
        if (change is null)
            Assert.DoesNotContain(JobStatuses.All, status => JobTransitions.IsLegal(status, to));
        else if (JobTransitions.IsLegal(from, to))
            Assert.Equal(to, change().Status);
        else
            Assert.Throws<IllegalTransitionException>(change);
    }

    [Fact]
    public void Final_is_what_only_a_retry_leaves() => Assert.All(JobStatuses.All, status =>
        Assert.Equal(status.IsFinal(), JobTransitions.From(status).All(next => next == JobStatus.Pending)));

    private static HashSet<(string From, string To)> Diagram()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "states.md"));
        return [.. Arrow().Matches(page).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
    }

    [GeneratedRegex(@"^\s+(\S+) --> (\w+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
