using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Handlers;

/// <summary>What a handler may know and do while it runs one attempt of a job.</summary>
public interface IJobContext
{
    /// <summary>The job's id.</summary>
    JobId Id { get; }

    /// <summary>The number of this attempt, from 1; it only ever rises.</summary>
    int Attempt { get; }

    /// <summary>The user whose job this is.</summary>
    string Owner { get; }

    /// <summary>The program that the job belongs to, or null. Who submitted it had the right to it.</summary>
    string? Program { get; }

    /// <summary>
    /// The jobs that this one depends on, in the order of its submit. They have ended. Their results can be read by
    /// <see cref="OpenResultAsync"/> if they have completed, which they have unless the submit said to run in any case.
    /// </summary>
    IReadOnlyList<JobId> Parents { get; }

    /// <summary>
    /// The job's secrets, by name. They are struck out of messages, the job's log, errors and the result; what a handler logs elsewhere, or writes into
    /// files, is its own affair.
    /// </summary>
    IReadOnlyDictionary<string, string> Secrets { get; }

    /// <summary>
    /// Tells how far the work is. Cheap and safe to call as often as there is something to tell: at most two writes a second
    /// reach storage, and none without a change.
    /// </summary>
    /// <param name="fraction">0 to 1; values outside are clamped.</param>
    /// <param name="message">What is being done, in words; null keeps the last one. Cut at 1,000 characters.</param>
    /// <param name="done">How many items are done, or null when the work has no items.</param>
    /// <param name="total">How many items there are, or null when that is unknown.</param>
    void Report(double fraction, string? message = null, long? done = null, long? total = null);

    /// <summary>
    /// Writes a line into the job's log, which its owner can read: what was skipped, decided, retried. Cheap and safe to call at any time:
    /// lines are written every 2 seconds and at the end, without the job's secrets. Messages of <see cref="Report"/> stand in the log of a
    /// job that writes any line of its own, one a second at most. 1 MiB of an attempt is kept.
    /// </summary>
    /// <param name="message">Cut at 4,000 characters.</param>
    void Log(string message);

    /// <summary>
    /// Opens an input for streaming, seekable: a file sent with the submit, else one of the owner's own files.
    /// </summary>
    /// <exception cref="PermanentJobException">There is no such input; the message names it.</exception>
    Task<Stream> OpenInputAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a result file of another job for streaming: one that has completed and belongs to the same owner. So jobs form chains.
    /// </summary>
    /// <param name="job">The other job's id, as its submit returned it; or a <see cref="ParentReference"/>.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Stops the opening, not later reads.</param>
    /// <exception cref="PermanentJobException">There is no such job of this owner, it has not completed, or it left no such file.</exception>
    Task<Stream> OpenResultAsync(string job, string name, CancellationToken cancellationToken);

    /// <summary>
    /// Creates a result file. Dispose the stream to complete it; only complete files of a successful attempt become the job's
    /// <c>result_files</c>. Nothing is held in memory but one block.
    /// </summary>
    /// <param name="name">A file name, no path: 1 to 200 bytes of UTF-8 without slashes and control characters.</param>
    /// <param name="cancellationToken">Stops the creation, not later writes.</param>
    Task<Stream> CreateResultAsync(string name, CancellationToken cancellationToken);
}
