using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>A transition to commit.</summary>
/// <param name="Before">The job as it was read; null for a new one.</param>
/// <param name="After">The job as it shall be; null to delete it.</param>
/// <param name="Listed">For a deletion: the index row that guards it in place of the job row.</param>
internal readonly record struct JobChange(Job? Before, Job? After, ListedJob? Listed = null)
{
    public JobId Id => (After ?? Before)!.Id;
}
