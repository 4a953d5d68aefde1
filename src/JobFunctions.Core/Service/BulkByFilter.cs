using System.Collections.Concurrent;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>
/// Cancels, requeues or deletes the jobs that a filter or a list names, or only counts them. A call works no longer than
/// <see cref="BulkRunner.RequestLimit"/>; another one goes on with what is left.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="selection">Finds those of a filter.</param>
/// <param name="cancellation">Cancels them.</param>
/// <param name="requeue">Starts failed ones anew.</param>
/// <param name="removal">Deletes them.</param>
/// <param name="bulk">Does it with many at once.</param>
/// <param name="audit">Who did it.</param>
public sealed class BulkByFilter(
    IJobStore store, BulkSelection selection, JobCancellation cancellation, JobRequeue requeue, JobRemoval removal, BulkRunner bulk, AuditTrail audit)
{
    /// <summary>Does it.</summary>
    /// <exception cref="ForbiddenException">The filter asks for more than the caller may touch.</exception>
    public async Task<BulkOrderOutcome> RunAsync(BulkOrder order, Caller caller, CancellationToken cancellationToken)
    {
        var run = new Run(order, caller);
        var statuses = BulkActions.StatusesFor(order.Action);
        var candidates = order.Ids is { } ids
            ? ids.Distinct().Select(id => new BulkCandidate(id, null)).ToAsyncEnumerable()
            : selection.ReadAsync(
                caller.Narrow(order.Filter!), statuses.Where(status => order.Filter!.Status is null || order.Filter.Status == status), cancellationToken);
        var outcome = await bulk.RunAsync(
            candidates, candidate => candidate.Id, candidate => ActAsync(run, candidate, cancellationToken), BulkRunner.RequestLimit, cancellationToken);

        var errors = run.Refused.Concat(outcome.Errors).Take(BulkRunner.MaxErrors).ToList();
        var result = new BulkOrderOutcome(run.Matched, outcome.Done, run.Skipped, run.Refused.Count + outcome.Failed, errors, outcome.IsComplete);
        if (!order.DryRun)
        {
            var became = $"{outcome.Done} done, {result.ErrorCount} failed{(outcome.IsComplete ? "" : ", more left")}";
            await audit.RecordAsync(caller, ActionOf(order.Action), null, detail: $"{Describe(order)}: {became}");
        }

        return result;
    }

    private async Task<RemovedFiles?> ActAsync(Run run, BulkCandidate candidate, CancellationToken cancellationToken)
    {
        // A filter has looked at rights already, and at an index row; whose id is given has to be looked at.
        var job = run.Order.Ids is null ? null : await store.FindAsync(candidate.Id, cancellationToken);
        if (run.Order.Ids is not null && (job is null || !run.Caller.MayTouch(job)))
            return run.Refuse(candidate.Id, job is null ? "Job not found" : "Access denied to this job");
        run.Match();
        if (run.Order.DryRun)
            return (job ?? candidate.Listed?.Job) is not { } shown || run.Allows(shown) ? null : run.Skip();
        if (candidate.Listed is { } listed && run.Order.Action == BulkAction.Delete)
        {
            try
            {
                return await removal.RemoveAsync(listed, cancellationToken) ?? run.Skip();
            }
            catch (JobConflictException)
            {
                // It is no longer as it was listed: look at the job itself.
            }
        }

        for (job ??= await store.FindAsync(candidate.Id, cancellationToken);
            job is not null && run.Allows(job);
            job = await store.FindAsync(candidate.Id, cancellationToken))
        {
            try
            {
                return await ChangeAsync(run.Order.Action, job, cancellationToken) ?? run.Skip();
            }
            catch (JobConflictException)
            {
                // Somebody was faster: look again.
            }
        }

        return run.Skip();
    }

    private async Task<RemovedFiles?> ChangeAsync(BulkAction action, Job job, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case BulkAction.Cancel:
                await cancellation.CancelAsync(job);
                return default(RemovedFiles);
            case BulkAction.Retry:
                await requeue.RequeueAsync(job, null, cancellationToken);
                return default(RemovedFiles);
            default:
                return await removal.RemoveAsync(ListedJob.Of(job), cancellationToken);
        }
    }

    private static string ActionOf(BulkAction action) => action switch
    {
        BulkAction.Cancel => AuditActions.BulkCancel,
        BulkAction.Retry => AuditActions.BulkRetry,
        _ => AuditActions.BulkDelete,
    };

    private static string Describe(BulkOrder order)
    {
        if (order.Ids is { } ids)
            return $"{ids.Count} ids";
        var filter = order.Filter!;
        var conditions = new (string Name, string? Value)[]
        {
            ("status", filter.Status?.ToWord()), ("type", filter.Type), ("user_id", filter.Owner), ("program_id", filter.Program),
            ("tag", filter.Tag), ("q", filter.Text), ("fingerprint", filter.Fingerprint),
        };
        return string.Join(", ", conditions.Where(condition => condition.Value is not null).Select(condition => $"{condition.Name} {condition.Value}"));
    }

    /// <summary>One call: what it is for, and what it counts while many jobs are worked on at once.</summary>
    private sealed class Run(BulkOrder order, Caller caller)
    {
        private long _matched;
        private long _skipped;

        public BulkOrder Order => order;

        public Caller Caller => caller;

        public long Matched => _matched;

        public long Skipped => _skipped;

        /// <summary>Jobs of a list that are not there or not the caller's. They end nothing: others may be.</summary>
        public ConcurrentQueue<BulkError> Refused { get; } = new();

        public bool Allows(Job job) =>
            BulkActions.StatusesFor(Order.Action).Contains(job.Status) && (Order.Filter?.Matches(job) ?? true)
            && !(job.Held && Order.Action == BulkAction.Delete);

        public void Match() => Interlocked.Increment(ref _matched);

        public RemovedFiles? Skip()
        {
            Interlocked.Increment(ref _skipped);
            return null;
        }

        public RemovedFiles? Refuse(JobId job, string reason)
        {
            Refused.Enqueue(new BulkError(job, reason));
            return null;
        }
    }
}
