using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>Cancels jobs that are not in a final status. A running one is recorded as cancelled at once; its handler is told.</summary>
/// <param name="store">The jobs.</param>
/// <param name="admission">Takes waiting ones out of line.</param>
/// <param name="holder">Tells the attempts of running ones.</param>
/// <param name="time">What time it is.</param>
public sealed class JobCancellation(IJobStore store, Admission admission, HolderSignal holder, TimeProvider time)
{
    /// <summary>Cancels a job as it was read.</summary>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    /// <exception cref="IllegalTransitionException">The job is in a final status.</exception>
    public async Task<Job> CancelAsync(Job job)
    {
        var after = await store.UpdateAsync(job, job.Cancel(time.GetUtcNow()));
        if (job.Status == JobStatus.Running)
            await holder.TellAsync(job);
        else
            await admission.LeaveAsync(job);
        return after;
    }
}
