using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Service;

/// <summary>There is no such job, file or other thing.</summary>
/// <param name="what">What was looked for, as the caller named it.</param>
public sealed class NotFoundException(string what) : Exception(what);

/// <summary>It is not known who calls.</summary>
/// <param name="message">What is missing or wrong; it says nothing of what the service knows.</param>
/// <param name="hadToken">Whether there was a token.</param>
public sealed class UnauthorizedException(string message, bool hadToken) : Exception(message)
{
    /// <summary>Whether there was a token, which was not good.</summary>
    public bool HadToken { get; } = hadToken;
}

/// <summary>Who calls can't be found out at the moment: the issuer of tokens does not tell its keys.</summary>
public sealed class IssuerUnavailableException() : Exception("The issuer of tokens does not answer at the moment");

/// <summary>The caller asks for more than one caller may at a time.</summary>
/// <param name="message">What is too much.</param>
/// <param name="retryAfter">When it is not any more.</param>
public sealed class TooManyRequestsException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The caller may not do this.</summary>
/// <param name="what">What he may not.</param>
public sealed class ForbiddenException(string what) : Exception(what);

/// <summary>The job's status does not allow what was asked.</summary>
/// <param name="message">What was asked.</param>
/// <param name="job">The job.</param>
public sealed class JobStateException(string message, Job job) : Exception(message)
{
    /// <summary>The job as it is.</summary>
    public Job Job { get; } = job;
}

/// <summary>Something else was sent under an idempotency key that has been used.</summary>
public sealed class IdempotencyKeyReusedException()
    : Exception("This Idempotency-Key was used for another request: send the same body, or another key")
{
}

/// <summary>What the caller sent is not valid.</summary>
/// <param name="errors">Each field that is wrong; at least one.</param>
public sealed class InvalidRequestException(IReadOnlyList<FieldError> errors)
    : Exception(string.Join("; ", errors.Select(error => error.Sentence)))
{
    /// <summary>Makes the exception of one field.</summary>
    public InvalidRequestException(string field, string message) : this([new FieldError(field, message)]) { }

    /// <summary>Each field that is wrong.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors;
}
