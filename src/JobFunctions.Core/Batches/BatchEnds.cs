using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Batches;

/// <summary>
/// Lets the completion job of a batch start once every member has ended. Each end of a member looks whether it was the last one; of two
/// that come at the same time the later look sees both. What the completion job has heard stands in its own row, so it starts once.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="batches">The batches and their members.</param>
/// <param name="files">Where the members' outcome is left for the completion job.</param>
/// <param name="admission">Lets it start.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class BatchEnds(
    IJobStore store, BatchTable batches, JobFiles files, Admission admission, TimeProvider time, Randomness random) : IOutboxReceiver
{
    /// <summary>The input of a completion job that tells how each member ended, an object in each line.</summary>
    public const string OutcomeFile = "batch.jsonl";

    /// <summary>How long an upload may take; after that one that is still open was interrupted, and nobody waits for its end.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public Followers Tells => Followers.Batch;

    /// <inheritdoc />
    public async Task<bool> ReceiveAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Batch is not { } id || await batches.FindAsync(id, cancellationToken) is not { } batch)
            return true;

        // The member's end comes again until the batch is closed: should that be the last thing its process does, nobody else would look.
        if (batch.IsOpen)
            return batch.OpenedAt + LongestUpload < time.GetUtcNow();
        await LookAsync(batch, cancellationToken);
        return true;
    }

    /// <summary>Lets the completion job start if every member has ended.</summary>
    internal async Task LookAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (batch is not { CompletionJob: { } completion, IsCancelled: false } || await batches.HasUnfinishedAsync(batch, cancellationToken))
            return;
        while (await store.FindAsync(completion, cancellationToken) is { } job && job.WaitingFor.Contains(batch.Id))
        {
            await WriteOutcomeAsync(batch, completion, cancellationToken);
            var after = job.ParentEnded(batch.Id, JobStatus.Completed, job.Generation.Next(random), time.GetUtcNow());
            try
            {
                await admission.LetStartAsync(after, cancellationToken);
                await store.UpdateAsync(job, after);
                return;
            }
            catch (JobConflictException)
            {
                // Somebody cancelled it, or another end was faster: read and decide anew.
            }
        }
    }

    private async Task WriteOutcomeAsync(Batch batch, JobId completion, CancellationToken cancellationToken)
    {
        // A batch holds a thousand jobs at most, a few hundred bytes each.
        using var lines = new MemoryStream();
        await foreach (var job in batches.MembersAsync(batch, null, cancellationToken))
        {
            var outcome = new MemberOutcome(
                job.Id.ToString(), job.Name, job.Type, job.Status.ToWord(), job.Error?.Message, [.. job.ResultFiles.Select(file => file.Name)]);
            await JsonSerializer.SerializeAsync(lines, outcome, MemberJson.Default.MemberOutcome, cancellationToken);
            lines.WriteByte((byte)'\n');
        }

        lines.Position = 0;
        await files.WriteInputAsync(completion, OutcomeFile, lines, cancellationToken);
    }
}
