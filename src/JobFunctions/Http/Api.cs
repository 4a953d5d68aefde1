using System.Runtime.CompilerServices;
using JobFunctions.Core.Metering;
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
public sealed partial class Api(CallerResolver callers, StorageMeter meter, TimeProvider time, ILogger<Api> log)
{
    internal const int SecondsToRetry = 10;
    private const string Challenge = "Bearer realm=\"jobfunctions\"";

    /// <summary>Answers a request of a caller who is known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">The function's one call.</param>
    /// <param name="file">Filled in by the compiler: with the method it names the call in metrics.</param>
    /// <param name="method">Filled in by the compiler.</param>
    public Task<IResult> AnswerAsync(
        HttpRequest request, Func<Caller, Task<IResult>> answer, [CallerFilePath] string file = "", [CallerMemberName] string method = "") =>
        GuardedAsync(request, NameOf(file, method), async () =>
            await answer(await callers.ResolveAsync(request.Headers.Authorization, request.HttpContext.RequestAborted)));

    /// <summary>Answers a request of anybody: what it shows is nobody's.</summary>
    public Task<IResult> AnswerAnybodyAsync(
        HttpRequest request, Func<Task<IResult>> answer, [CallerFilePath] string file = "", [CallerMemberName] string method = "") =>
        GuardedAsync(request, NameOf(file, method), answer);

    /// <summary>Answers a request of a route whose document has words of its own for problems.</summary>
    public async Task<IResult> AnswerAsync(
        HttpRequest request, Func<Caller, Task<IResult>> answer, Func<Problem, Problem> inItsWords, [CallerFilePath] string file = "",
        [CallerMemberName] string method = "")
    {
        var result = await AnswerAsync(request, answer, file, method);
        return result is Problem problem ? inItsWords(problem) : result;
    }

    /// <summary>As <c>JobsFunctions.Submit</c>.</summary>
    private static string NameOf(string file, string method)
    {
        var name = file.AsSpan(file.AsSpan().LastIndexOfAny('/', '\\') + 1);
        return string.Concat(name[..name.LastIndexOf('.')], ".", method.AsSpan(0, method.Length - "Async".Length));
    }

    private async Task<IResult> GuardedAsync(HttpRequest request, string call, Func<Task<IResult>> answer)
    {
        using var cost = meter.BeginApiCall(call);
        try
        {
            return await answer();
        }
        catch (UnauthorizedException unknown)
        {
            LogUnauthorized(log, request.Path, unknown.Message);
            request.HttpContext.Response.Headers.WWWAuthenticate = unknown.HadToken
                ? $"{Challenge}, error=\"invalid_token\", error_description=\"{unknown.Message}\""
                : Challenge;
            return Problem(401, unknown.Message);
        }
        catch (IssuerUnavailableException trouble)
        {
            request.HttpContext.Response.Headers.RetryAfter = $"{SecondsToRetry}";
            return Problem(503, $"{trouble.Message}; try again in {SecondsToRetry} seconds");
        }
        catch (InvalidRequestException invalid)
        {
            return Problem(400, invalid.Message) with { Errors = [.. invalid.Errors.Select(error => new FieldProblem(error.Field, error.Sentence))] };
        }
        catch (TooManyRequestsException tooMany)
        {
            request.HttpContext.Response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(tooMany.RetryAfter.TotalSeconds)):0}";
            return Problem(429, tooMany.Message);
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
        catch (KeyTakenException taken)
        {
            return Problem(409, taken.Message) with
            {
                JobId = taken.Holder?.Id.ToString(),
                CurrentStatus = taken.Holder is { } holder ? JobView.Word(holder.Status) : null,
            };
        }
        catch (IdempotencyKeyReusedException reused)
        {
            return Problem(422, reused.Message);
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

    private Problem Problem(int status, string detail) => new(status, detail, time.GetUtcNow());

    [LoggerMessage(101, LogLevel.Warning, "Storage was not available for {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string path, string reason);

    [LoggerMessage(102, LogLevel.Error, "Unexpected error at {Path}")]
    private static partial void LogUnexpected(ILogger log, string path, Exception exception);

    [LoggerMessage(103, LogLevel.Information, "A request for {Path} was not let in: {Reason}")]
    private static partial void LogUnauthorized(ILogger log, string path, string reason);
}
