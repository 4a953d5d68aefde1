namespace JobFunctions.Client;

/// <summary>What became of one job of a batch.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Index">The job's place in the upload, from 0.</param>
/// <param name="JobId">Its id; null when it was refused.</param>
/// <param name="Status">Where it stands; null when it was refused.</param>
/// <param name="Duplicate">Whether it is another submit's unique job, which is no member of the batch.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Errors">Each field that is wrong.</param>
public sealed record BatchAnswer(
    string BatchId, int Index, string? JobId, JobStatus? Status, bool Duplicate, string? Error, IReadOnlyList<FieldProblem> Errors);

/// <summary>Any line of the answer to an upload: the first one has the batch, the last one a count, those between are jobs.</summary>
internal sealed record BatchAnswerLine(
    string? BatchId, int? Index, string? JobId, JobStatus? Status, bool? Duplicate, string? Error, IReadOnlyList<FieldProblem>? Errors, int? Accepted);
