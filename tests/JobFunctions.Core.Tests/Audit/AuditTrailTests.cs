using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Audit;

public class AuditTrailTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_submits_share_one_request_and_nobody_waits_for_it()
    {
        var writes = 0;
        var policy = new FaultPolicy { Pick = (_, request) => Count(request, ref writes) };
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: policy);
        for (var i = 0; i < 100; i++)
            await core.SubmitAsync();

        await Eventually.BecomesTrue(async () => (await ListAsync(core)).Count == 100, "all submits are written");
        Assert.Equal(1, writes);
    }

    [Fact]
    public async Task A_few_submits_are_written_after_the_interval_or_with_the_next_entry_that_can_not_wait()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync();
        Assert.Empty(await ListAsync(core));
        core.Time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.BecomesTrue(async () => (await ListAsync(core)).Count == 1, "the submit is written");

        await core.SubmitAsync();
        await core.Jobs.CancelAsync(job.Id.ToString(), Core.Admin, Token);
        var entries = await ListAsync(core);
        Assert.Equal(["cancel", "submit", "submit"], entries.Select(entry => entry.Action).Order(StringComparer.Ordinal));
        var cancel = entries.Single(entry => entry.Action == "cancel");
        Assert.Equal(("root", job.Id.ToString(), "ann", "was pending"), (cancel.User, cancel.Target, cancel.Owner, cancel.Detail));
    }

    [Fact]
    public async Task A_stop_writes_what_waits()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.SubmitAsync();
        await core.Get<AuditTrail>().StopAsync(Token);

        Assert.Single(await ListAsync(core));
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Trouble_of_storage_neither_loses_an_entry_nor_doubles_it(Fault fault)
    {
        var faults = 0;
        var policy = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: policy);
        var job = await core.SubmitAsync();

        // The client tries three times more by itself; the trail after that.
        policy.Pick = (_, request) => IsAudit(request) && Interlocked.Increment(ref faults) <= 6 ? fault : null;
        var cancelled = core.Jobs.CancelAsync(job.Id.ToString(), Core.Ann, Token);
        await Eventually.BecomesTrue(
            () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(1));
                return cancelled.IsCompletedSuccessfully;
            },
            "the answer is given");
        await Eventually.BecomesTrue(
            async () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(1));
                return (await ListAsync(core)).Count(entry => entry.Action == "cancel") == 1;
            },
            "the entry is written");
        await core.Get<AuditTrail>().StopAsync(Token);
        Assert.Equal(2, (await ListAsync(core)).Count);
    }

    [Fact]
    public async Task Pages_and_filters_show_every_entry_once_newest_first()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var table = core.Get<AuditTable>();
        var start = new DateTimeOffset(2026, 3, 30, 22, 0, 0, TimeSpan.Zero);
        var entries = Enumerable.Range(0, 60)
            .Select(i => table.Placed(new AuditEntry(start.AddHours(i), i % 3 == 0 ? "ann" : "bob", i % 2 == 0 ? "cancel" : "delete", $"{i}", null, null)))
            .ToList();
        await table.AddAsync(entries, Token);
        var newestFirst = Enumerable.Range(0, 60).Reverse().ToList();

        Assert.Equal(newestFirst, await AllAsync(new AuditQuery { Limit = 7 }));
        Assert.Equal(newestFirst.Where(i => i % 3 == 0), await AllAsync(new AuditQuery { Limit = 4, User = "ann" }));
        Assert.Equal(newestFirst.Where(i => i % 6 == 0), await AllAsync(new AuditQuery { User = "ann", Action = "cancel" }));
        Assert.Equal(
            newestFirst.Where(i => i is >= 5 and <= 31), await AllAsync(new AuditQuery { Limit = 5, From = start.AddHours(5), To = start.AddHours(31) }));
        Assert.Empty(await AllAsync(new AuditQuery { From = start.AddHours(60) }));
        Assert.Empty(await AllAsync(new AuditQuery { To = start.AddSeconds(-1) }));

        async Task<List<int>> AllAsync(AuditQuery query)
        {
            var found = new List<int>();
            do
            {
                var page = await table.ListAsync(query, Token);
                found.AddRange(page.Entries.Select(entry => int.Parse(entry.Target!, System.Globalization.CultureInfo.InvariantCulture)));
                query = query with { Cursor = page.Cursor };
            }
            while (query.Cursor is not null);
            return found;
        }
    }

    [Theory]
    [InlineData("000000000000_0000000000000000")]
    [InlineData("ffffffffffff_ffffffffffffffff")]
    public async Task A_cursor_of_no_time_finds_no_harm(string cursor)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());

        Assert.Empty((await core.Get<AuditTable>().ListAsync(new AuditQuery { Cursor = cursor }, Token)).Entries);
    }

    [Fact]
    public async Task Retention_removes_whole_days_that_are_too_old()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Audit:Keep", "2.00:00:00"));
        var table = core.Get<AuditTable>();
        var now = core.Time.GetUtcNow();
        await table.AddAsync(
            Enumerable.Range(0, 250).Select(i => table.Placed(new AuditEntry(now.AddDays(-4).AddSeconds(i), "ann", "cancel", null, null, null)))
                .Append(table.Placed(new AuditEntry(now.AddDays(-1), "ann", "delete", null, null, null))),
            Token);

        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.Equal("delete", Assert.Single(await ListAsync(core)).Action);
    }

    [Fact]
    public async Task Only_admins_may_read()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());

        await Assert.ThrowsAsync<ForbiddenException>(() => core.Get<AuditReader>().ListAsync(new AuditQuery(), Core.Ann, Token));
    }

    private static async Task<IReadOnlyList<AuditEntry>> ListAsync(Core core) =>
        (await core.Get<AuditReader>().ListAsync(new AuditQuery { Limit = 500 }, Core.Admin, Token)).Entries;

    // A transaction names its table in its body; the clients of the jobs' transactions send theirs to the same address.
    private static bool IsAudit(Azure.Core.Request request)
    {
        if (!FaultPolicy.IsTransaction(request) || request.Content is null)
            return false;
        using var body = new MemoryStream();
        request.Content.WriteTo(body, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(body.ToArray()).Contains("/audit(", StringComparison.Ordinal);
    }

    private static Fault? Count(Azure.Core.Request request, ref int writes)
    {
        if (IsAudit(request))
            Interlocked.Increment(ref writes);
        return null;
    }
}
