using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>Counts while many jobs are worked on at once. Lists are bounded, however many jobs there are.</summary>
internal sealed class BulkTally
{
    private readonly Lock _lock = new();
    private readonly List<JobId> _jobs = [];
    private readonly List<BulkError> _errors = [];
    private long _done;
    private long _failed;
    private long _files;
    private long _bytes;

    public long Failed
    {
        get
        {
            lock (_lock)
                return _failed;
        }
    }

    public void Did(JobId job, RemovedFiles files)
    {
        lock (_lock)
        {
            _done++;
            _files += files.Files;
            _bytes += files.Bytes;
            if (_jobs.Count < BulkRunner.MaxIds)
                _jobs.Add(job);
        }
    }

    public void CouldNot(JobId job, string reason)
    {
        lock (_lock)
        {
            _failed++;
            if (_errors.Count < BulkRunner.MaxErrors)
                _errors.Add(new BulkError(job, reason));
        }
    }

    public BulkOutcome Outcome(bool isComplete)
    {
        lock (_lock)
            return new BulkOutcome(_done, _failed, [.. _jobs], [.. _errors], _files, _bytes, isComplete);
    }
}
