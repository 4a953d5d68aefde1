using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Consistency;

/// <summary>
/// The jobs whose rows were read a moment ago, so that blobs and places in line need no request for each of them. Only those are kept
/// that may have either: about 50 bytes each.
/// </summary>
internal sealed class KnownJobs
{
    private readonly Dictionary<JobId, int> _jobs = [];

    /// <summary>How many jobs were seen, kept or not.</summary>
    public long Seen { get; private set; }

    public void Note(Job job)
    {
        Seen++;
        if (job.MayHaveFiles)
            _jobs[job.Id] = job.Status is JobStatus.Pending or JobStatus.Scheduled ? job.Generation.GetHashCode() : 0;
    }

    /// <summary>Whether the job is there.</summary>
    public bool Exists(JobId job) => _jobs.ContainsKey(job);

    /// <summary>Whether it waited in this generation.</summary>
    public bool Waits(JobId job, Generation generation) => _jobs.TryGetValue(job, out var known) && known == generation.GetHashCode();
}
