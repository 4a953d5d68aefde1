using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>The job was changed, deleted or created by somebody else since it was read. Read it again and decide anew.</summary>
/// <param name="id">The job.</param>
/// <param name="cause">What the service answered.</param>
public sealed class JobConflictException(JobId id, Exception? cause = null)
    : Exception($"Job {id} was changed by somebody else", cause);

/// <summary>Another job holds a key that this one needs.</summary>
public sealed class KeyTakenException : Exception
{
    /// <summary>The store says so without knowing which job it is.</summary>
    public KeyTakenException(JobId id, Exception? cause = null) : base($"Another job holds a key of job {id}", cause) { }

    /// <summary>It is known which job it is.</summary>
    public KeyTakenException(Job holder) : base($"Job {holder.Id}, with the same type and config, is {holder.Status.ToWord()}") => Holder = holder;

    /// <summary>The other job, if it is known.</summary>
    public Job? Holder { get; }
}

/// <summary>
/// Storage did not answer, or throttles, for longer than a caller can wait. The change may or may not have been made.
/// </summary>
/// <param name="cause">The last thing that went wrong.</param>
public sealed class StorageUnavailableException(Exception cause) : Exception("Storage is not available at the moment", cause);
