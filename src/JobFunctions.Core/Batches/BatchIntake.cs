using System.Collections.Frozen;
using System.Globalization;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Batches;

/// <summary>An upload of a batch that is under way.</summary>
public sealed class BatchIntake
{
    private readonly Lock _lock = new();
    private Task? _spread;

    internal BatchIntake(Batch batch, bool isResumed = false, IReadOnlyDictionary<string, Job>? members = null) =>
        (Batch, IsResumed, Members) = (batch, isResumed, members ?? FrozenDictionary<string, Job>.Empty);

    /// <summary>The batch as it was when the upload began.</summary>
    public Batch Batch { get; }

    /// <summary>Whether an upload under the same key came before this one.</summary>
    public bool IsResumed { get; }

    /// <summary>The members that an upload before this one made, by their idempotency keys.</summary>
    internal IReadOnlyDictionary<string, Job> Members { get; }

    /// <summary>The key of a job of this upload; null when the batch has none, which costs nothing then.</summary>
    /// <param name="index">The job's place in the upload.</param>
    /// <param name="body">What was sent.</param>
    public IdempotencyKey? KeyOf(int index, string body) => Batch.Body is null
        ? null
        : new IdempotencyKey(JobKey.Of("batch", Batch.Id.ToString(), index.ToString(CultureInfo.InvariantCulture)), JobKey.Of(body));

    /// <summary>Has the batch say that members lie in other shards, once, before the first one does.</summary>
    internal Task SpreadAsync(Func<Task> write)
    {
        if (Batch.IsSpread)
            return Task.CompletedTask;
        lock (_lock)
        {
            if (_spread is null or { IsCompleted: true, IsCompletedSuccessfully: false })
                _spread = write();
            return _spread;
        }
    }
}
