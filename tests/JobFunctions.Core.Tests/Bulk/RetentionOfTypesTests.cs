using Azure;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Tests.Bulk;

/// <summary>A job type can be kept for longer, or less long, than others.</summary>
public class RetentionOfTypesTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_status_has_one_query_of_the_general_age_and_one_for_each_type_with_its_own()
    {
        var options = new RetentionOptions
        {
            Types =
            {
                ["a"] = new TypeRetention { Failed = TimeSpan.FromDays(30) },
                ["b"] = new TypeRetention { Failed = TimeSpan.FromHours(1), Completed = TimeSpan.FromHours(2) },
            },
        };

        var over = RetentionPolicy.Over(options, Make.Start).ToList();

        Assert.Equal(
            [
                (JobStatus.Completed, null, "b", Make.Start.AddHours(-24)), (JobStatus.Completed, "b", "", Make.Start.AddHours(-2)),
                (JobStatus.Failed, null, "a b", Make.Start.AddDays(-7)), (JobStatus.Failed, "a", "", Make.Start.AddDays(-30)),
                (JobStatus.Failed, "b", "", Make.Start.AddHours(-1)), (JobStatus.Cancelled, null, "", Make.Start.AddHours(-24)),
            ],
            over.Select(query => (query.Status, query.Filter?.Type, string.Join(' ', query.ExceptTypes), query.Before!.Value)));
    }

    [Theory]
    [InlineData("01:00:00", 2, "kept")]
    [InlineData("30.00:00:00", 8 * 24, "scripted")]
    public async Task Jobs_of_a_type_go_at_its_own_age(string age, int hours, string left)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Retention:Types:scripted:Failed", age));
        foreach (var type in new[] { "scripted", "kept" })
            await FailedAsync(core, type);

        core.Time.Advance(TimeSpan.FromHours(hours));
        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.Equal([left], await core.Store.EndedAsync(new EndedQuery(JobStatus.Failed), Token).Select(listed => listed.Job.Type).ToListAsync(Token));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Whichever_answer_of_a_round_is_lost_what_is_to_be_kept_is_left_and_no_more()
    {
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults, settings: ("Retention:Types:scripted:Failed", "01:00:00"));
            foreach (var type in new[] { "scripted", "kept" })
                await FailedAsync(core, type);
            core.Time.Advance(TimeSpan.FromHours(2));
            faults.FailAt(number, Fault.AnswerLost);

            for (var round = 0; round < 2; round++)
            {
                try
                {
                    await core.PassTimeAsync(core.Get<Retention>().CleanUpAsync(Token), TimeSpan.FromSeconds(5));
                }
                catch (RequestFailedException) when (faults.HasFailed)
                {
                    // The timer comes again.
                }
            }

            Assert.Equal(["kept"], await core.Store.EndedAsync(new EndedQuery(JobStatus.Failed), Token).Select(listed => listed.Job.Type).ToListAsync(Token));
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    [Fact]
    public async Task What_is_kept_costs_no_request_however_much_it_is()
    {
        var requests = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: requests, settings: ("Retention:Types:scripted:Failed", "30.00:00:00"));
        await FailedAsync(core, "scripted");
        core.Time.Advance(TimeSpan.FromDays(8));
        var one = await CostAsync();

        for (var i = 0; i < 20; i++)
            await FailedAsync(core, "scripted");
        core.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(one, await CostAsync());
        Assert.Equal(21, (await core.Store.CountAsync(Token))[JobStatus.Failed]);

        async Task<int> CostAsync()
        {
            requests.Restart();
            await core.Get<Retention>().CleanUpAsync(Token);
            return requests.Requests;
        }
    }

    [Theory]
    [InlineData("Retention:Types:scriptd:Failed", "01:00:00", "GET job-types")]
    [InlineData("Retention:Types:scripted:Failed", "00:00:00", "longer than nothing")]
    public async Task A_type_that_there_is_not_or_an_age_of_nothing_is_told(string setting, string value, string expected)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: (setting, value));
        var wrong = Assert.Throws<OptionsValidationException>(() => core.Get<IOptions<RetentionOptions>>().Value);
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    private static Task<Job> FailedAsync(Core core, string type)
    {
        var now = core.Time.GetUtcNow();
        return core.Store.CreateAsync(Make.Job(JobStatus.Failed, created: now) with { Type = type, EndedAt = now, Error = new JobError("Made", "for this test", null) });
    }
}
