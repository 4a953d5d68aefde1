namespace JobFunctions.Client;

/// <summary>What a bulk change did.</summary>
/// <param name="DryRun">Whether it only counted.</param>
/// <param name="Matched">How many jobs it looked at and could change.</param>
/// <param name="Done">How many it has changed.</param>
/// <param name="Skipped">How many it left, since their status does not allow it, they are held, or somebody else was faster.</param>
/// <param name="ErrorCount">How many could not be changed.</param>
/// <param name="Errors">The first of these, 100 at most.</param>
/// <param name="Complete">False when the call ended before all jobs were looked at; another one goes on.</param>
public sealed record BulkResult(
    bool DryRun, long Matched, long Done, long Skipped, long ErrorCount, IReadOnlyList<BulkProblem> Errors, bool Complete);

/// <summary>A job that could not be changed.</summary>
/// <param name="JobId">Which one.</param>
/// <param name="Error">Why.</param>
public sealed record BulkProblem(string JobId, string Error);
