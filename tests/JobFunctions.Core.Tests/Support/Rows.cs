using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests;

/// <summary>Reads the whole job table and checks that indexes and counters say what the job rows say.</summary>
internal static class Rows
{
    public static async Task AssertConsistentAsync(Core core)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in core.Account.Jobs.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
            rows.Add(row);
        var jobs = rows.Where(row => row.RowKey.StartsWith(RowKeys.AllJobs, StringComparison.Ordinal)).Select(JobRow.ToJob).ToList();

        var expected = jobs.SelectMany(job => new[]
            {
                RowKeys.Job(job.Id), RowKeys.Status(job), RowKeys.Owner(job), RowKeys.Program(job), RowKeys.Member(job),
                job.HoldsUniqueKey ? RowKeys.Unique(job.UniqueKey!) : null,
                job.Idempotency is { } idempotency ? RowKeys.Idempotency(idempotency.Key) : null,
            })
            .OfType<string>();
        var found = rows.Select(row => row.RowKey).Where(key => key is not (['b' or 'c' or 'e' or 'f', '_', ..]));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));

        // Index rows show what the job rows hold; progress and message of a running job stand on the job row alone.
        var byId = jobs.ToDictionary(job => job.Id);
        foreach (var index in rows.Where(row => row.RowKey[0] is 's' or 'o' or 'p' or 'm').Select(JobRow.ToListed))
        {
            var job = byId[index.Id];
            Assert.Equal(
                (job.Status, job.Attempt, job.Generation, job.RetryCount, job.Held), (index.Status, index.Attempt, index.Generation, index.RetryCount, index.Held));
        }

        var counts = await core.Store.CountAsync(TestContext.Current.CancellationToken);
        Assert.All(JobStatuses.All, status => Assert.Equal(jobs.Count(job => job.Status == status), counts[status]));
    }
}
