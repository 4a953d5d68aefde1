namespace JobFunctions.Core.Jobs;

/// <summary>A change was asked of a job whose status does not allow it.</summary>
/// <param name="id">The job.</param>
/// <param name="from">The status that it has.</param>
/// <param name="to">The status that was asked for.</param>
public sealed class IllegalTransitionException(JobId id, JobStatus from, JobStatus to)
    : InvalidOperationException($"Job {id} is {from.ToWord()} and can't become {to.ToWord()}")
{
    /// <summary>The status that the job has.</summary>
    public JobStatus From { get; } = from;

    /// <summary>The status that was asked for.</summary>
    public JobStatus To { get; } = to;
}
