using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>
/// Goes through ended jobs, however many: shard by shard, a page of rows in memory at a time. A user's are read from the owner's
/// index, a program's from its own, everybody's from the index of their status.
/// </summary>
internal sealed class EndedJobs(TableClient table, ReadableRows readable, int shards)
{
    private const int PageSize = 500;

    /// <summary>A filter of the service takes 15 comparisons; three are the range, and what is beyond is left out here.</summary>
    private const int MostTypesInFilter = 10;

    /// <param name="query">Which jobs.</param>
    /// <param name="firstShard">Where to begin: callers that begin apart seldom want the same job at the same moment.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<ListedJob> ReadAsync(
        EndedQuery query, int firstShard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, end) = Range(query);
        var types = Types(query);
        for (var i = 0; i < shards; i++)
        {
            var partition = RowKeys.Partition((firstShard + i) % shards);
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}") + types;
            await foreach (var row in table.QueryAsync<TableEntity>(filter, PageSize, null, cancellationToken))
            {
                if (readable.Read(row) is { } job && query.Matches(job))
                    yield return new ListedJob(job, row.RowKey, row.ETag.ToString());
            }
        }
    }

    // What is kept for longer than others is passed over by the service, so it does not travel again and again.
    private static string Types(EndedQuery query) => string.Concat(
    [
        query.Filter?.Type is { } type ? TableClient.CreateQueryFilter($" and Type eq {type}") : "",
        .. query.ExceptTypes.Take(MostTypesInFilter).Select(other => TableClient.CreateQueryFilter($" and Type ne {other}")),
    ]);

    private static (string From, string End) Range(EndedQuery query)
    {
        var prefix = query switch
        {
            { Filter.Program: { } program } => RowKeys.ProgramPrefix(program),
            { Owner: { } owner } => RowKeys.OwnerPrefix(owner),
            _ => RowKeys.StatusPrefix(query.Status),
        };
        var from = query is { Owner: null, Filter: null, Before: { } before } ? RowKeys.EndedPrefix(query.Status, before) : prefix;
        return (from, prefix + RowKeys.End);
    }
}
