using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Service;

/// <summary>Who asks.</summary>
/// <param name="UserId">The user; jobs and files that he makes are his.</param>
/// <param name="IsAdmin">Whether he may see and change everything.</param>
/// <param name="Programs">The programs whose jobs he may see and change besides his own.</param>
public sealed record Caller(string UserId, bool IsAdmin, IReadOnlySet<string> Programs)
{
    /// <summary>Whether the caller may see and change a job.</summary>
    public bool MayTouch(Job job) => IsAdmin || job.Owner == UserId || (job.Program is { } program && Programs.Contains(program));
}
