using JobFunctions.Core.Audit;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>
/// Keeps jobs that somebody still needs from retention and from every removal of many jobs. Who may change a job may hold and release it.
/// </summary>
/// <param name="jobs">Finds jobs that the caller may see.</param>
/// <param name="store">The jobs.</param>
/// <param name="audit">Who did it.</param>
/// <param name="time">What time it is.</param>
public sealed class JobHolds(JobService jobs, IJobStore store, AuditTrail audit, TimeProvider time)
{
    /// <summary>Holds a job, or releases it. What is so already is not written.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task SetAsync(string id, bool held, Caller caller, CancellationToken cancellationToken)
    {
        while (await jobs.GetAsync(id, caller, cancellationToken) is var job && job.Held != held)
        {
            try
            {
                await store.UpdateAsync(job, job.Hold(held, time.GetUtcNow()));
                await audit.RecordAsync(caller, held ? AuditActions.Hold : AuditActions.Release, job.Id.ToString(), job.Owner);
                return;
            }
            catch (JobConflictException)
            {
                // Somebody was faster: look again.
            }
        }
    }
}
