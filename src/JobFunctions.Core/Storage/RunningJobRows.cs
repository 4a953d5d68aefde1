using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Progress and message of a running job stand on its own row alone, which lists don't read.</summary>
internal static class RunningJobRows
{
    /// <summary>A job of a list with the progress that it has, if it runs: one request then, and none otherwise.</summary>
    public static async Task<Job> WithProgressAsync(this IJobStore store, Job listed, CancellationToken cancellationToken) =>
        listed.Status == JobStatus.Running ? await store.FindAsync(listed.Id, cancellationToken) ?? listed : listed;
}
