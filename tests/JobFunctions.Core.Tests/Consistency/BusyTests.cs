using JobFunctions.Core.Consistency;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>While two processes change jobs all the time nothing is wrong, so nothing is found and nothing is mended.</summary>
public class BusyTests(AzuriteFixture azurite)
{
    private const int Jobs = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public async Task Changes_under_way_are_no_findings(string limit)
    {
        var account = azurite.NewAccount();
        await using var one = await StartAsync(account, limit);
        await using var two = await StartAsync(account, limit);
        var work = Task.WhenAll(WorkAsync(one), WorkAsync(two));
        var reports = new List<ConsistencyReport>();
        while (!work.IsCompleted)
        {
            reports.Add(await one.LookAsync());
            reports.Add(await two.MendAsync());
        }

        await Eventually.Completes(work);
        Assert.True(reports.Count >= 4, $"only {reports.Count} looks while changes were made");
        Assert.All(reports, report => Assert.Equal("", report.Found()));
        Assert.Contains(reports, report => report.Jobs > 0);
        var last = await one.LookAsync();
        Assert.Equal(("", true, 0), (last.Found(), last.IsComplete, last.BusyShards.Count));
        await Rows.AssertConsistentAsync(one);
    }

    // The desk of the limits and the writers wait between tries, so the clock must go on.
    private static Task<Core> StartAsync(string account, string limit) => Core.StartAsync(
        account, replace: services => services.AddSingleton(TimeProvider.System), settings: ("Jobs:MaxConcurrent", limit));

    private static async Task WorkAsync(Core core)
    {
        core.Handler.Script = async (context, _) =>
        {
            context.Report(0.5, "half");
            await Task.Yield();
            return context.Attempt == 1 && context.Id.UnixMilliseconds % 3 == 0 ? throw new InvalidOperationException("once") : null;
        };
        var done = Task.Run(async () =>
        {
            for (var i = 0; i < Jobs; i++)
            {
                var job = await core.SubmitAsync(Core.New() with { Program = i % 2 == 0 ? "p" : null }, new Caller($"user_{i % 3}", true, new HashSet<string>()));
                if (i % 5 == 0)
                    await TryAsync(() => core.Jobs.CancelAsync(job.Id.ToString(), Core.Admin, Token));
                if (i % 10 == 0)
                    await TryAsync(() => core.Jobs.DeleteAsync(job.Id.ToString(), Core.Admin, Token));
            }
        });
        while (!done.IsCompleted)
            await core.RunBellsAsync();
        await done;
        await Eventually.BecomesTrue(
            async () =>
            {
                await core.RunBellsAsync();
                var counts = await core.Store.CountAsync(Token);
                return counts[JobStatus.Pending] + counts[JobStatus.Running] == 0;
            },
            "all jobs have ended");
    }

    // A job that has ended, or is deleted already, is another's success.
    private static async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception late) when (late is JobStateException or NotFoundException)
        {
        }
    }
}
