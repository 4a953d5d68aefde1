using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Document 003's failed registry: the jobs whose status is failed. A job that is elsewhere is not found here.</summary>
/// <param name="jobs">Finds jobs that the caller may see.</param>
/// <param name="store">The jobs.</param>
/// <param name="requeue">Starts them anew.</param>
/// <param name="audit">Who did it.</param>
public sealed class FailedJobs(JobService jobs, IJobStore store, JobRequeue requeue, AuditTrail audit)
{
    /// <summary>A page of failed jobs, the latest failure first, with configs and stacks.</summary>
    /// <remarks>
    /// These stand on the jobs' own rows alone, and each is read by its key: the service knows no read of many keys, and a query that names
    /// them one by one goes through the whole partition. Who needs neither, as the dashboard, asks for <see cref="FailureGroups"/> or a list.
    /// </remarks>
    /// <exception cref="ForbiddenException">The query asks for more than the caller may see.</exception>
    public async Task<JobPage> ListAsync(JobQuery query, Caller caller, CancellationToken cancellationToken)
    {
        var page = await jobs.ListAsync(query with { Status = JobStatus.Failed }, caller, cancellationToken);
        var rows = await Task.WhenAll(page.Jobs.Select(job => store.FindAsync(job.Id, cancellationToken)));
        return page with { Jobs = [.. rows.OfType<Job>().Where(job => job.Status == JobStatus.Failed)] };
    }

    /// <summary>Requeues a failed job.</summary>
    /// <exception cref="NotFoundException">It is not in the registry.</exception>
    public async Task RetryAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var job = await requeue.RequeueAsync(await FindAsync(id, caller, cancellationToken), null, cancellationToken);
                await audit.RecordAsync(caller, AuditActions.Retry, job.Id.ToString(), job.Owner);
                return;
            }
            catch (JobConflictException)
            {
                // Somebody was faster: look again.
            }
        }
    }

    /// <summary>Deletes a failed job with its files.</summary>
    /// <exception cref="NotFoundException">It is not in the registry.</exception>
    /// <exception cref="JobStateException">It is held.</exception>
    public async Task DeleteAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        await FindAsync(id, caller, cancellationToken);
        try
        {
            await jobs.DeleteAsync(id, caller, cancellationToken);
        }
        catch (JobStateException state) when (state.Job.Status != JobStatus.Failed)
        {
            throw NotHere(id);
        }
    }

    private async Task<Job> FindAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var job = await jobs.GetAsync(id, caller, cancellationToken);
            return job.Status == JobStatus.Failed ? job : throw NotHere(id);
        }
        catch (NotFoundException)
        {
            throw NotHere(id);
        }
    }

    private static NotFoundException NotHere(string id) => new($"Job {id} not found in failed jobs registry");
}
