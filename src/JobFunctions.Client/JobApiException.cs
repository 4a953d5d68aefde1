using System.Net;

namespace JobFunctions.Client;

/// <summary>One field that is wrong, and how.</summary>
/// <param name="Field">Which one.</param>
/// <param name="Message">What would be right.</param>
public sealed record FieldProblem(string Field, string Message);

/// <summary>The service refused a request; the message is its own. Each kind that a program may want to tell apart is a class below.</summary>
public class JobApiException : Exception
{
    internal JobApiException(HttpStatusCode status, string message, ProblemAnswer? problem, Exception? inner = null) : base(message, inner)
    {
        Status = status;
        JobId = problem?.JobId;
        CurrentStatus = problem?.CurrentStatus;
        Errors = problem?.Errors ?? [];
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The job, where the problem is one job's.</summary>
    public string? JobId { get; }

    /// <summary>The job's status, where that is the problem.</summary>
    public JobStatus? CurrentStatus { get; }

    /// <summary>Each field that is wrong.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; }

    /// <summary>Whether an earlier try of the same request was lost, and may have been carried out.</summary>
    internal bool MayHaveBeenDone { get; set; }

    internal static JobApiException Of(HttpStatusCode status, string message, ProblemAnswer? problem) => (int)status switch
    {
        400 or 413 or 422 => new InvalidJobException(status, message, problem),
        401 or 403 => new JobAccessException(status, message, problem),
        404 => new JobNotFoundException(status, message, problem),
        409 => new JobConflictException(status, message, problem),
        429 or 502 or 503 or 504 => new ServiceUnavailableException(status, message, problem),
        _ => new JobApiException(status, message, problem),
    };
}

/// <summary>Something sent is wrong (400, 413, 422); nothing was stored.</summary>
public sealed class InvalidJobException : JobApiException
{
    internal InvalidJobException(HttpStatusCode status, string message, ProblemAnswer? problem) : base(status, message, problem) { }
}

/// <summary>The caller is not known (401) or may not do this (403).</summary>
public sealed class JobAccessException : JobApiException
{
    internal JobAccessException(HttpStatusCode status, string message, ProblemAnswer? problem) : base(status, message, problem) { }
}

/// <summary>There is no such job or file (404).</summary>
public sealed class JobNotFoundException : JobApiException
{
    internal JobNotFoundException(HttpStatusCode status, string message, ProblemAnswer? problem) : base(status, message, problem) { }
}

/// <summary>The job's status does not allow it (409).</summary>
public sealed class JobConflictException : JobApiException
{
    internal JobConflictException(HttpStatusCode status, string message, ProblemAnswer? problem) : base(status, message, problem) { }
}

/// <summary>
/// The service was too busy or not reachable, for every retry. A request that was not answered may have been carried out all the same.
/// </summary>
public sealed class ServiceUnavailableException : JobApiException
{
    internal ServiceUnavailableException(HttpStatusCode status, string message, ProblemAnswer? problem, Exception? inner = null)
        : base(status, message, problem, inner)
    {
    }
}
