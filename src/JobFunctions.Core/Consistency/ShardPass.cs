using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Consistency;

/// <summary>
/// Goes once over the rows of a shard, in the order of their keys, and names the jobs whose rows don't fit each other. Pure, and small:
/// of each job only hashes of what its index rows must be are kept. The rows are not of one moment, so what it names are suspects.
/// </summary>
internal sealed class ShardPass(int shard)
{
    private readonly Dictionary<JobId, Expected> _jobs = [];
    private readonly HashSet<JobId> _blind = [];
    private readonly Dictionary<JobId, List<string>> _suspects = [];
    private readonly List<string> _unreadable = [];
    private readonly long[] _counts = new long[JobStatuses.All.Count];
    private bool _countable = true;

    /// <summary>The rows that can't be read and that no other row makes good: job rows, and rows whose keys name no job.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>How many jobs there are in each status; null when the status of one can't be read.</summary>
    public JobCounts? Counts =>
        _countable ? JobStatuses.All.Aggregate(new JobCounts(), (sum, status) => sum.Plus(status, _counts[(int)status])) : null;

    /// <summary>The jobs to look at closely, with the keys of the index rows that don't fit.</summary>
    public IEnumerable<KeyValuePair<JobId, List<string>>> Suspects()
    {
        foreach (var (id, expected) in _jobs)
        {
            if (!expected.IsComplete)
                Suspect(id);
        }

        return _suspects;
    }

    /// <returns>The job, when the row is its own and can be read.</returns>
    public Job? See(ShardRow row)
    {
        if (row.Key.StartsWith(RowKeys.AllJobs, StringComparison.Ordinal))
            return SeeJob(row);
        if (row.Key is ['s' or 'o' or 'p' or 'm', '_', ..])
            SeeIndex(row);
        return null;
    }

    private Job? SeeJob(ShardRow row)
    {
        if (row.Status is { } status)
            _counts[(int)status]++;
        else
            _countable = false;
        if (row.Job is { } job && RowKeys.Job(job.Id) == row.Key && job.Id.Shard == shard)
        {
            _jobs[job.Id] = new Expected(job, row.Fingerprint);
            return job;
        }

        // What its index rows must be nobody can tell: they are left as they are.
        _unreadable.Add(row.Key);
        if (RowKeys.TryReadId(row.Key, out var id))
            _blind.Add(id);
        return null;
    }

    private void SeeIndex(ShardRow row)
    {
        if (!RowKeys.TryReadId(row.Key, out var id))
            _unreadable.Add(row.Key);
        else if (!_blind.Contains(id) && !(_jobs.TryGetValue(id, out var expected) && expected.TryTick(row)))
            Suspect(id).Add(row.Key);
    }

    private List<string> Suspect(JobId id)
    {
        if (!_suspects.TryGetValue(id, out var keys))
            _suspects[id] = keys = [];
        return keys;
    }

    // Hashes of this process. Two that are the same by chance hide a finding; the next run, in another process, sees it.
    private sealed class Expected(Job job, int fingerprint)
    {
        private readonly int _status = RowKeys.Status(job).GetHashCode(StringComparison.Ordinal);
        private readonly int _owner = RowKeys.Owner(job).GetHashCode(StringComparison.Ordinal);
        private readonly int _program = RowKeys.Program(job)?.GetHashCode(StringComparison.Ordinal) ?? 0;
        private readonly int _member = RowKeys.Member(job)?.GetHashCode(StringComparison.Ordinal) ?? 0;
        private readonly int _fingerprint = fingerprint;
        private readonly bool _hasProgram = job.Program is not null;
        private readonly bool _hasBatch = job.Batch is not null;
        private bool _statusSeen;
        private bool _ownerSeen;
        private bool _programSeen;
        private bool _memberSeen;

        public bool IsComplete => _statusSeen && _ownerSeen && (_programSeen || !_hasProgram) && (_memberSeen || !_hasBatch);

        /// <returns>False when the row is not one that the job must have.</returns>
        public bool TryTick(ShardRow row)
        {
            if (row.Fingerprint != _fingerprint || row.Job is null)
                return false;
            var key = row.Key.GetHashCode(StringComparison.Ordinal);
            switch (row.Key[0])
            {
                case 's' when key == _status:
                    return _statusSeen = true;
                case 'o' when key == _owner:
                    return _ownerSeen = true;
                case 'p' when key == _program && _hasProgram:
                    return _programSeen = true;
                case 'm' when key == _member && _hasBatch:
                    return _memberSeen = true;
                default:
                    return false;
            }
        }
    }
}
