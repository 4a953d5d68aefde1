using Azure.Data.Tables;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>Writes into storage by hand what the service never would, and asks the reconciler what it sees.</summary>
internal static class Damaged
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a report has found, as <c>Kind: number</c>, in the order of the kinds; what others mend is left out.</summary>
    public static string Found(this ConsistencyReport report) => Words(report, findings => findings.Found);

    public static string Mended(this ConsistencyReport report) => Words(report, findings => findings.Mended);

    public static Task<ConsistencyReport> LookAsync(this Core core) => core.Get<Reconciler>().LookAsync(TimeSpan.FromMinutes(3), Token);

    public static async Task<ConsistencyReport> MendAsync(this Core core) =>
        await core.Get<Reconciler>().MendAsync(Token) ?? throw new InvalidOperationException("another run is under way");

    public static Task DeleteRowAsync(this Core core, JobId id, string key) =>
        core.Account.Jobs.DeleteEntityAsync(RowKeys.Partition(id), key, cancellationToken: Token);

    /// <summary>Changes a row of the job table, wherever it then lies.</summary>
    public static async Task ChangeRowAsync(this Core core, string partition, string key, Action<TableEntity> change)
    {
        var row = (await core.Account.Jobs.GetEntityAsync<TableEntity>(partition, key, cancellationToken: Token)).Value;
        change(row);
        await core.Account.Jobs.UpsertEntityAsync(row, TableUpdateMode.Replace, Token);
    }

    /// <summary>Changes a row of the limits.</summary>
    public static async Task ChangeLimitsAsync(this Core core, string key, Action<TableEntity> change)
    {
        var row = (await core.Account.System.GetEntityAsync<TableEntity>(SlotKeys.Partition, key, cancellationToken: Token)).Value;
        change(row);
        await core.Account.System.UpsertEntityAsync(row, TableUpdateMode.Replace, Token);
    }

    /// <summary>Every row of both tables and every blob, so that a test sees whether anything was written.</summary>
    public static async Task<List<string>> AllVersionsAsync(this Core core)
    {
        var versions = new List<string>();
        foreach (var table in new[] { core.Account.Jobs, core.Account.System })
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Token))
                versions.Add($"{row.PartitionKey} {row.RowKey} {row.ETag}");
        }

        await foreach (var blob in core.Account.JobBlobs.GetBlobsAsync(cancellationToken: Token))
            versions.Add($"{blob.Name} {blob.Properties.ETag}");
        return versions;
    }

    private static string Words(ConsistencyReport report, Func<KindFindings, long> number) => string.Join(
        ", ",
        report.Findings
            .Where(pair => pair.Key is not (FindingKind.StuckJobs or FindingKind.LostBells or FindingKind.LeftOverSlots) && number(pair.Value) != 0)
            .OrderBy(pair => pair.Key)
            .Select(pair => $"{pair.Key}: {number(pair.Value)}"));
}
