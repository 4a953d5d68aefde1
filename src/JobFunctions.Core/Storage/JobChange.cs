using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>A transition to commit.</summary>
/// <param name="Before">The job as it was read; null for a new one.</param>
/// <param name="After">The job as it shall be; null to delete it.</param>
internal readonly record struct JobChange(Job? Before, Job? After)
{
    public JobId Id => (After ?? Before)!.Id;
}
