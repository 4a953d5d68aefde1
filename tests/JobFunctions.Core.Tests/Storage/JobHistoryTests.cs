using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

/// <summary>What came and ended, and when: exact over lost answers, conflicts, several processes, and their end.</summary>
public class JobHistoryTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_last_hours_have_no_gaps_and_the_last_hour_is_told_by_minutes()
    {
        var history = Life(Start, JobStatus.Completed, Start.AddMinutes(30)) + Life(Start.AddHours(-2), JobStatus.Failed, Start.AddMinutes(1))
            + Life(Start.AddMinutes(29), JobStatus.Cancelled, Start.AddMinutes(30));

        var (length, hours) = history.Last(3, Start.AddMinutes(30.5));
        Assert.Equal(TimeSpan.FromHours(1), length);
        Assert.Equal(
            [
                new FlowBucket(Start.AddHours(-2), new JobFlow(1, 0, 0, 0)),
                new FlowBucket(Start.AddHours(-1), default),
                new FlowBucket(Start, new JobFlow(2, 1, 1, 1)),
            ],
            hours);

        var (minute, minutes) = history.Last(1, Start.AddMinutes(30.5));
        Assert.Equal((TimeSpan.FromMinutes(1), 60), (minute, minutes.Count));
        Assert.Equal(new FlowBucket(Start.AddMinutes(30), new JobFlow(0, 1, 0, 1)), minutes[^1]);
        Assert.Equal(new FlowBucket(Start.AddMinutes(29), new JobFlow(1, 0, 0, 0)), minutes[^2]);
        Assert.Equal(Start.AddMinutes(-29), minutes[0].At);
    }

    [Fact]
    public void What_is_too_old_goes_and_what_is_left_takes_a_bounded_room()
    {
        var history = JobHistory.Empty;
        for (var minute = 0; minute < 5 * 24 * 60; minute++)
            history = (history + Life(Start.AddMinutes(minute), JobStatus.Completed, Start.AddMinutes(minute))).Since(Start.AddMinutes(minute));

        var (minutes, hours) = history.ToText();

        Assert.Equal((60, 72), (minutes!.Split(';').Length, hours!.Split(';').Length));
        Assert.True(minutes.Length + hours.Length < 2_500);
        var end = Start.AddDays(5).AddMinutes(-1);
        Assert.Equal(72 * 60, JobHistory.Parse(minutes, hours).Last(72, end).Buckets.Sum(bucket => bucket.Flow.Submitted));
        Assert.Equal(60, JobHistory.Parse(minutes, hours).Last(1, end).Buckets.Sum(bucket => bucket.Flow.Completed));
        Assert.Equal((null, null), history.Since(end.AddDays(4)).ToText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData(";;:,;-1:1,1,1,1;x:1,,,;5:1")]
    public void What_somebody_damaged_is_left_out(string? text) => Assert.Equal((null, null), JobHistory.Parse(text, text).ToText());

    [Fact]
    public void A_retry_and_progress_are_no_end()
    {
        var running = Make.Job(JobStatus.Running);
        var retried = running.Fail(new JobError("Error", "wrong", null), permanent: false, TimeSpan.Zero, new Generation(2, "next"), Start);
        Assert.Equal((null, null), JobHistory.Of(new JobChange(running, retried)).ToText());
        Assert.Equal((null, null), JobHistory.Of(new JobChange(running, running.Report(1, null, null, null))).ToText());
        Assert.Equal((null, null), JobHistory.Of(new JobChange(Make.Job(JobStatus.Failed), null)).ToText());
    }

    /// <summary>Every answer of a transaction is lost; another process loses its race; a third one is gone and its row folded.</summary>
    [Fact]
    public async Task It_is_exact_whatever_goes_wrong_and_outlives_the_processes()
    {
        var account = azurite.NewAccount();
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(
            account, policy: faults, settings: Core.PatientStorage);
        await using var other = await Core.StartAsync(account, core.Time);
        var now = core.Time.GetUtcNow();
        faults.Pick = (_, request) => FaultPolicy.IsTransaction(request) ? Fault.AnswerLost : null;
        var job = await InTimeAsync(core.Store.CreateAsync(Make.Job(created: now)));
        job = await InTimeAsync(core.Store.UpdateAsync(job, job.Claim("one", now)));
        var ended = await InTimeAsync(core.Store.UpdateAsync(job, job.Complete(null, [], now)));
        await Assert.ThrowsAsync<JobConflictException>(() => other.Store.UpdateAsync(job, job.Cancel(now)));
        var failed = await other.Store.CreateAsync(Make.Job(JobStatus.Failed, created: now) with { EndedAt = now });
        Assert.Equal(new JobFlow(2, 1, 1, 0), await SumAsync(core));

        // The other process's numbers become this one's, by a transaction whose answer is lost; then it is gone as well.
        await InTimeAsync(FoldAsync(core, other.Instance.Id));
        Assert.Equal(new JobFlow(2, 1, 1, 0), await SumAsync(core));
        await using var next = await Core.StartAsync(account, core.Time);
        await FoldAsync(next, core.Instance.Id);
        await next.Store.DeleteAsync(await next.FindAsync(failed.Id));
        Assert.Equal(new JobFlow(2, 1, 1, 0), await SumAsync(next));
        Assert.Equal(JobStatus.Completed, ended.Status);

        // And the one that was thought gone goes on.
        await InTimeAsync(core.Store.CreateAsync(Make.Job(created: now)));
        Assert.Equal(new JobFlow(3, 1, 1, 0), await SumAsync(core));
        await Rows.AssertConsistentAsync(core);

        async Task<T> InTimeAsync<T>(Task<T> change)
        {
            await core.PassTimeUntilAsync(change, TimeSpan.FromMilliseconds(200), "the change has ended");
            return await change;
        }

        static async Task<bool> FoldAsync(Core by, string gone)
        {
            await by.Store.FoldCountersAsync(instance => instance == gone, Token);
            return true;
        }

        static async Task<JobFlow> SumAsync(Core by) => (await by.Store.HistoryAsync(Token)).Last(2, by.Time.GetUtcNow()).Buckets
            .Aggregate(default(JobFlow), (sum, bucket) => sum + bucket.Flow);
    }

    private static JobHistory Life(DateTimeOffset created, JobStatus end, DateTimeOffset ended)
    {
        var job = Make.Job(created: created);
        return JobHistory.Of(new JobChange(null, job)) + JobHistory.Of(new JobChange(job, Make.Job(end) with { EndedAt = ended }));
    }
}
