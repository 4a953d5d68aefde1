namespace JobFunctions.Client;

/// <summary>The answer to a submit.</summary>
internal sealed record Submitted(string JobId);

/// <summary>A page of a list of jobs.</summary>
internal sealed record JobPage(IReadOnlyList<JobInfo> Jobs, string? NextCursor);

/// <summary>A page of a list of files.</summary>
internal sealed record FilePage(IReadOnlyList<StoredFile> Files, string? NextCursor);

/// <summary>Where and how to send a large file.</summary>
internal sealed record UploadAddress(Uri Url, string Method, IReadOnlyDictionary<string, string> Headers);

/// <summary>What the client reads of problem details (RFC 9457).</summary>
internal sealed record ProblemAnswer(string? Detail, string? Error, string? JobId, JobStatus? CurrentStatus, IReadOnlyList<FieldProblem>? Errors);
