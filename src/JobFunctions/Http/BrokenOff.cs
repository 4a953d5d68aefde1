using Azure;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Http;

/// <summary>What to answer when a file can't be read to its end, outside of what <see cref="Api"/> guards. Half of it must not look like the whole.</summary>
internal static class BrokenOff
{
    /// <summary>Whether the file was replaced or removed while it was read, or storage is away.</summary>
    public static bool Is(Exception trouble) => trouble is RequestFailedException || StorageTrouble.Is(trouble);

    /// <summary>Says what happened, or ends the connection when a part of the file has been sent.</summary>
    public static async Task SayAsync(HttpContext httpContext, Exception trouble, string name)
    {
        if (httpContext.Response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        httpContext.Response.Clear();
        var (status, detail) = (trouble as RequestFailedException)?.Status switch
        {
            404 => (404, $"File not found: {name}"),
            412 => (409, "The file was replaced while it was read; try again"),
            _ => (503, $"Storage is not available at the moment; try again in {Api.SecondsToRetry} seconds"),
        };
        if (status == 503)
            httpContext.Response.Headers.RetryAfter = $"{Api.SecondsToRetry}";
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        await new Problem(status, detail, time.GetUtcNow()).ExecuteAsync(httpContext);
    }
}
