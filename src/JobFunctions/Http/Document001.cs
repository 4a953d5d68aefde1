namespace JobFunctions.Http;

/// <summary>Document 001's words for problems.</summary>
internal static class Document001
{
    public static Func<Problem, Problem> Words(string jobId) => problem => problem.Status switch
    {
        404 => problem with { Error = "JobNotFoundError", Detail = $"Job {jobId} not found", JobId = jobId },
        409 => problem with { Error = "JobAlreadyCompletedError" },
        _ => problem,
    };
}
