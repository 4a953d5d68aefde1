using System.Collections.Concurrent;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Execution;

/// <summary>
/// The attempts that this process runs, and the claims that it is about to make. Of one job there can be several: a handler that ignores
/// its token is still at work, and holds its slot, when the job has been cancelled, started anew and claimed here once more.
/// </summary>
public sealed class RunningJobs
{
    private readonly ConcurrentDictionary<(JobId, Generation), Attempt> _attempts = new();
    private readonly ConcurrentDictionary<JobId, byte> _claims = new();

    /// <summary>How many attempts there are.</summary>
    public int Count => _attempts.Count;

    internal IReadOnlyCollection<Attempt> All => [.. _attempts.Values];

    /// <summary>The attempts of a job.</summary>
    internal IEnumerable<Attempt> Of(JobId id) => All.Where(attempt => attempt.Id == id);

    internal Attempt? Find(JobId id, Generation generation) => _attempts.GetValueOrDefault((id, generation));

    /// <summary>
    /// One bell of a job at a time may claim it in this process: so a job that this process holds, without an attempt, is a claim
    /// whose answer was lost and not one that a second bell is just making.
    /// </summary>
    internal bool TryBeginClaim(JobId id) => _claims.TryAdd(id, 0);

    internal bool IsBeingClaimed(JobId id) => _claims.ContainsKey(id);

    internal void EndClaim(JobId id) => _claims.TryRemove(id, out _);

    internal void Add(Attempt attempt) => _attempts[Key(attempt)] = attempt;

    internal void Remove(Attempt attempt) => _attempts.TryRemove(Key(attempt), out _);

    private static (JobId, Generation) Key(Attempt attempt) => (attempt.Id, attempt.Generation);
}
