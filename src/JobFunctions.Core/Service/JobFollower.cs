using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Watching;

namespace JobFunctions.Core.Service;

/// <summary>Lets callers follow a job that they may see, over the one reader that all who watch it share.</summary>
/// <param name="watcher">Watches jobs.</param>
/// <param name="gate">How many one caller may follow.</param>
/// <param name="time">What time it is.</param>
public sealed class JobFollower(JobWatcher watcher, StreamGate gate, TimeProvider time)
{
    /// <summary>How long the first look at a job may take.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a job's status differs from a known one.</summary>
    /// <param name="id">The job, as the caller names it.</param>
    /// <param name="known">
    /// The status that the caller knows; without one, that which the job has at the beginning, and then a job that has ended is not waited for.
    /// </param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job with another status, or as it is when the time is over.</returns>
    /// <exception cref="NotFoundException">There is no such job, or no longer.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Job> NextStatusAsync(
        string id, JobStatus? known, TimeSpan atMost, Caller caller, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var following = await FollowAsync(id, caller, cancellationToken);
        var job = following.First;
        if (known is null && job.Status.IsFinal())
            return job;
        known ??= job.Status;
        while (job.Status == known && await following.Watch.NextAsync(atMost - time.GetElapsedTime(began), cancellationToken) is { } next)
            job = next.Job ?? throw NotFound(id);
        return job;
    }

    /// <summary>Begins to follow a job.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    /// <exception cref="TooManyRequestsException">The caller follows as many as he may.</exception>
    public async Task<FollowedJob> FollowAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (!JobId.TryParse(id, out var parsed))
            throw NotFound(id);
        var entered = gate.Enter(caller);
        var watch = watcher.Watch(parsed);
        try
        {
            var first = await watch.NextAsync(FirstLook, cancellationToken)
                ?? throw new Storage.StorageUnavailableException(new TimeoutException());
            var job = first.Job ?? throw NotFound(id);
            return caller.MayTouch(job) ? new FollowedJob(job, watch, entered) : throw new ForbiddenException("Access denied to this job");
        }
        catch
        {
            watch.Dispose();
            entered.Dispose();
            throw;
        }
    }

    private static NotFoundException NotFound(string id) => new($"Job not found: {id}");
}

/// <summary>A job that a caller follows.</summary>
/// <param name="First">The job as it was at the beginning.</param>
/// <param name="Watch">What comes after that.</param>
/// <param name="Entered">That he is one more who follows.</param>
public sealed record FollowedJob(Job First, JobWatch Watch, IDisposable Entered) : IDisposable
{
    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        Watch.Dispose();
        Entered.Dispose();
    }
}
