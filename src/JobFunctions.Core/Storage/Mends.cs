using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>What makes a job's index rows say again what its own row says.</summary>
/// <param name="Id">The job.</param>
/// <param name="Job">The job as its row was read, which guards the mend by its version; null when only strays go.</param>
/// <param name="Strays">Index rows under the job's name that its own row does not call for.</param>
public sealed record IndexMend(JobId Id, Job? Job, IReadOnlyList<StrayRow> Strays);

/// <summary>An index row that says what is not so.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Its version: a change that makes it right writes it anew, so it is removed only as it was read.</param>
public sealed record StrayRow(string Key, string ETag);

/// <summary>What makes a shard's counters add up to its job rows again.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Lacking">What is to be added. Changes of jobs go on meanwhile: they change rows and counters alike, so the difference stays.</param>
public sealed record CounterMend(int Shard, JobCounts Lacking);
