using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Consistency;

/// <summary>Holds the index rows and the counters of a shard against its job rows.</summary>
/// <param name="rows">Reads them.</param>
/// <param name="store">Mends them: through the shard's writer, the only one that writes counters.</param>
public sealed class ShardCheck(ShardRows rows, IJobStore store)
{
    private const int AtOnce = 16;

    /// <summary>How often a shard in which changes are committed all the time is counted again.</summary>
    private const int Counts = 3;

    internal int Shards => rows.Shards;

    /// <returns>False when the time was over before all of its rows were read.</returns>
    internal async Task<bool> CheckAsync(int shard, CheckRun run, CancellationToken cancellationToken)
    {
        var before = await rows.ReadCountersAsync(shard, cancellationToken);
        var pass = new ShardPass(shard);
        await foreach (var row in rows.ReadAsync(shard, cancellationToken))
        {
            if (run.MustEnd())
                return false;
            if (pass.See(row) is { } job)
                run.Known.Note(job);
        }

        // Before anything is mended, since that is committed, too.
        var lacking = await LackingAsync(shard, before, pass.Counts, run, cancellationToken);
        foreach (var key in pass.Unreadable)
            run.Found(FindingKind.UnreadableRows, $"{RowKeys.Partition(shard)}/{key}", mended: false);
        await Parallel.ForEachAsync(
            pass.Suspects(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (suspect, stop) =>
            {
                if (!run.MustEnd())
                    await CheckAsync(suspect.Key, suspect.Value, run, stop);
            });
        if (lacking is { } difference)
            await CheckAsync(shard, difference, run);
        return true;
    }

    private async Task CheckAsync(JobId id, List<string> suspects, CheckRun run, CancellationToken cancellationToken)
    {
        // Twice: an emulator can show a transaction half done, and what is under way is no finding.
        if (await rows.FindAsync(id, suspects, cancellationToken) is not { } first || Judge(id, first).Count == 0
            || await rows.FindAsync(id, suspects, cancellationToken) is not { } found || Judge(id, found) is not { Count: > 0 } findings)
            return;

        var mended = run.Mends && await TryMendAsync(id, found);
        foreach (var (kind, example) in findings)
            run.Found(kind, example, mended);
    }

    private static List<(FindingKind Kind, string Example)> Judge(JobId id, RowsOfJob rows)
    {
        var findings = new List<(FindingKind, string)>();
        var expected = rows.Job is null ? [] : RowKeys.Indexes(rows.Job).ToList();
        foreach (var key in expected)
        {
            var found = rows.Indexes.FirstOrDefault(row => row.Key == key);
            if (found is null)
                findings.Add((KindOf(key), $"{id}: {key} is missing"));
            else if (found.Job is null)
                findings.Add((FindingKind.UnreadableRows, $"{id}: {key}"));
            else if (found.Fingerprint != rows.Own!.Fingerprint)
                findings.Add((KindOf(key), $"{id}: {key} does not show what the job's own row does"));
        }

        findings.AddRange(rows.Indexes.Where(row => !expected.Contains(row.Key)).Select(stray => (
            stray.Job is null ? FindingKind.UnreadableRows : FindingKind.StrayRows,
            rows.Job is null ? $"{id}: {stray.Key}, but there is no such job" : $"{id}: {stray.Key}, but the job's own row says otherwise")));
        return findings;
    }

    private static FindingKind KindOf(string key) => key[0] switch
    {
        's' => FindingKind.StatusRows,
        'o' => FindingKind.OwnerRows,
        'm' => FindingKind.BatchRows,
        _ => FindingKind.ProgramRows,
    };

    private async Task<bool> TryMendAsync(JobId id, RowsOfJob found)
    {
        var expected = found.Job is null ? [] : RowKeys.Indexes(found.Job).ToList();
        var strays = found.Indexes.Where(row => !expected.Contains(row.Key)).ToList();
        var isWhole = expected.All(key => found.Indexes.Any(row => row.Key == key && row.Job is not null && row.Fingerprint == found.Own!.Fingerprint));
        try
        {
            await store.MendAsync(new IndexMend(id, isWhole ? null : found.Job, [.. strays.Select(row => new StrayRow(row.Key, row.ETag))]));
            return true;
        }
        catch (JobConflictException)
        {
            // It changes at this moment: if that does not mend it the next run does.
            return false;
        }
    }

    /// <summary>
    /// What the counters lack. Rows and counters can be held against each other only when nothing was committed while both were read, and
    /// a difference must be there twice.
    /// </summary>
    /// <returns>Null when nothing is lacking, or nobody can tell.</returns>
    private async Task<JobCounts?> LackingAsync(
        int shard, ShardCounters before, JobCounts? counted, CheckRun run, CancellationToken cancellationToken)
    {
        JobCounts? seen = null;
        for (var tries = 1; counted is { } jobs; tries++)
        {
            var after = await rows.ReadCountersAsync(shard, cancellationToken);
            if (after.Versions == before.Versions)
            {
                var lacking = Difference(jobs, after.Counts);
                if (IsNothing(lacking))
                    return null;
                if (seen is { } earlier && IsNothing(Difference(lacking, earlier)))
                    return lacking;
                seen = lacking;
            }

            if (tries > Counts || run.MustEnd())
                break;
            before = after;
            counted = await rows.CountJobsAsync(shard, cancellationToken);
        }

        run.Busy(shard);
        return null;
    }

    private async Task CheckAsync(int shard, JobCounts lacking, CheckRun run)
    {
        if (run.Mends)
            await store.MendAsync(new CounterMend(shard, lacking));
        foreach (var status in JobStatuses.All.Where(status => lacking[status] != 0))
            run.Found(FindingKind.Counters, $"shard {shard}: {status.ToWord()} lacks {lacking[status]}", run.Mends);
    }

    private static JobCounts Difference(JobCounts one, JobCounts other) =>
        JobStatuses.All.Aggregate(one, (sum, status) => sum.Plus(status, -other[status]));

    private static bool IsNothing(JobCounts counts) => JobStatuses.All.All(status => counts[status] == 0);
}
