using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>How many jobs there are in each status.</summary>
public readonly record struct JobCounts
{
    private readonly long[]? _counts;

    private JobCounts(long[] counts) => _counts = counts;

    /// <summary>How many jobs are in a status.</summary>
    public long this[JobStatus status] => _counts?[(int)status] ?? 0;

    /// <summary>How many jobs there are.</summary>
    public long Total => _counts?.Sum() ?? 0;

    /// <summary>These counts with a number added to one of them.</summary>
    public JobCounts Plus(JobStatus status, long number)
    {
        var counts = new long[JobStatuses.All.Count];
        _counts?.CopyTo(counts, 0);
        counts[(int)status] += number;
        return new JobCounts(counts);
    }

    /// <summary>The sum of two.</summary>
    public static JobCounts operator +(JobCounts left, JobCounts right) =>
        JobStatuses.All.Aggregate(left, (sum, status) => sum.Plus(status, right[status]));

    /// <summary>What a change adds and takes away.</summary>
    internal static JobCounts Of(JobChange change)
    {
        var counts = new JobCounts();
        if (change.Before is { } before)
            counts = counts.Plus(before.Status, -1);
        if (change.After is { } after)
            counts = counts.Plus(after.Status, 1);
        return counts;
    }
}
