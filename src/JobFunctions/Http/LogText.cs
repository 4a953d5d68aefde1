using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.Http;

/// <summary>A job's log as plain text: one attempt after the other, streamed.</summary>
internal sealed class LogText(JobLogs logs, JobId id, IReadOnlyList<int> attempts) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        try
        {
            foreach (var attempt in attempts)
            {
                await using var text = await logs.OpenAsync(id, attempt, 0, httpContext.RequestAborted);
                if (text is not null)
                    await text.CopyToAsync(response.Body, httpContext.RequestAborted);
            }
        }
        catch (Exception trouble) when (BrokenOff.Is(trouble))
        {
            await BrokenOff.SayAsync(httpContext, trouble, "log");
        }
        catch (Exception left) when (left is IOException or OperationCanceledException)
        {
            httpContext.Abort();
        }
    }
}
