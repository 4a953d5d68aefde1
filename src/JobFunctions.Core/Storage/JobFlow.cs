using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>How many jobs came and ended in some time.</summary>
/// <param name="Submitted">How many were accepted.</param>
/// <param name="Completed">How many succeeded.</param>
/// <param name="Failed">How many failed for good.</param>
/// <param name="Cancelled">How many were cancelled.</param>
public readonly record struct JobFlow(long Submitted, long Completed, long Failed, long Cancelled)
{
    /// <summary>The sum of two.</summary>
    public static JobFlow operator +(JobFlow left, JobFlow right) => new(
        left.Submitted + right.Submitted, left.Completed + right.Completed, left.Failed + right.Failed, left.Cancelled + right.Cancelled);

    /// <summary>The end of a job.</summary>
    internal static JobFlow OfEnd(JobStatus status) => status switch
    {
        JobStatus.Completed => new JobFlow(0, 1, 0, 0),
        JobStatus.Failed => new JobFlow(0, 0, 1, 0),
        JobStatus.Cancelled => new JobFlow(0, 0, 0, 1),
        _ => default,
    };
}

/// <summary>The flow of jobs in one piece of time.</summary>
/// <param name="At">When it began.</param>
/// <param name="Flow">What came and ended in it.</param>
public readonly record struct FlowBucket(DateTimeOffset At, JobFlow Flow);
