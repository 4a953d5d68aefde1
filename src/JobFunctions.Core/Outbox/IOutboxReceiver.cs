using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Outbox;

/// <summary>
/// Passes on to one kind of followers that a job has ended. To follow jobs: add a member to <see cref="Followers"/>, set it on jobs when they
/// are submitted or later by an update, and register a receiver for it.
/// </summary>
public interface IOutboxReceiver
{
    /// <summary>Whom it tells: one member.</summary>
    Followers Tells { get; }

    /// <summary>
    /// Tells the followers. It is called once in most cases, but after a crash or trouble again, later, and by two processes at once: what it
    /// does must bear repeating. The job may have gone on since (a retry, a restart) or be deleted.
    /// </summary>
    /// <param name="entry">What happened.</param>
    /// <param name="cancellationToken">The process stops; the entry stays.</param>
    /// <returns>False when somebody can't be told yet: the entry stays and comes again, as it does after an exception.</returns>
    Task<bool> ReceiveAsync(OutboxEntry entry, CancellationToken cancellationToken);
}
