using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Batches;

/// <summary>The id of a batch that has an idempotency key. It follows from the key, so the same upload finds the same batch. Pure.</summary>
internal static class BatchId
{
    public static JobId Of(string key, int shards) =>
        JobId.New(DateTimeOffset.UnixEpoch, JobKey.Shard(key, shards), new Guid(Convert.FromHexString(key).AsSpan(0, 16)));
}
