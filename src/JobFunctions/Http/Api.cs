using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Http;

/// <summary>
/// What every HTTP function does around its one call: it finds out who calls, and turns what goes wrong into an answer. No exception
/// may leave a function, since the host's answer would be an empty 500.
/// </summary>
public sealed partial class Api(CallerResolver callers, TimeProvider time, ILogger<Api> log)
{
    private const int SecondsToRetry = 10;

    /// <summary>Answers a request.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, Func<Caller, Task<IResult>> answer)
    {
        try
        {
            return await answer(callers.Resolve());
        }
        catch (InvalidRequestException invalid)
        {
            return Problem(400, invalid.Message) with { Errors = [.. invalid.Errors.Select(error => new FieldProblem(error.Field, error.Sentence))] };
        }
        catch (ForbiddenException forbidden)
        {
            return Problem(403, forbidden.Message);
        }
        catch (NotFoundException missing)
        {
            return Problem(404, missing.Message);
        }
        catch (JobStateException conflict)
        {
            return Problem(409, conflict.Message) with { JobId = conflict.Job.Id.ToString(), CurrentStatus = JobView.Word(conflict.Job.Status) };
        }
        catch (BadHttpRequestException bad)
        {
            return Problem(bad.StatusCode, bad.Message);
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble))
        {
            LogUnavailable(log, request.Path, StorageTrouble.Reason(trouble));
            request.HttpContext.Response.Headers.RetryAfter = $"{SecondsToRetry}";
            return Problem(503, $"Storage is not available at the moment; try again in {SecondsToRetry} seconds");
        }
        catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            return Problem(499, "The client closed the request");
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
            request.HttpContext.Response.Headers.RetryAfter = $"{SecondsToRetry}";
            return Problem(503, $"The service is restarting; try again in {SecondsToRetry} seconds");
        }
        catch (Exception unexpected)
        {
            LogUnexpected(log, request.Path, unexpected);
            return Problem(500, "An unexpected error; the service's log has it");
        }
    }

    /// <summary>Answers a request of a route whose document has words of its own for problems.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, Func<Caller, Task<IResult>> answer, Func<Problem, Problem> inItsWords)
    {
        var result = await AnswerAsync(request, answer);
        return result is Problem problem ? inItsWords(problem) : result;
    }

    private Problem Problem(int status, string detail) => new(status, detail, time.GetUtcNow());

    [LoggerMessage(101, LogLevel.Warning, "Storage was not available for {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string path, string reason);

    [LoggerMessage(102, LogLevel.Error, "Unexpected error at {Path}")]
    private static partial void LogUnexpected(ILogger log, string path, Exception exception);
}
