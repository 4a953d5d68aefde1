using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.Http;

/// <summary>
/// A file as a download: streamed, in ranges if asked. A browser saves it and never shows it as a page of ours, whatever is in it.
/// </summary>
internal sealed class Download(Stream content, string name) : IResult
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    // A page, a drawing or a script by its type would be one in the name of this service, should a browser show it after all.
    private static bool IsHarmless(string type) =>
        type is "text/plain" or "text/csv" or "application/json" or "application/pdf" or "application/zip"
        || (type.StartsWith("image/", StringComparison.Ordinal) && !type.Contains("svg", StringComparison.Ordinal))
        || type.StartsWith("audio/", StringComparison.Ordinal)
        || type.StartsWith("video/", StringComparison.Ordinal);

    public static IResult Of(Stream content, string name) => new Download(content, name);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        httpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var type = Types.TryGetContentType(name, out var known) && IsHarmless(known) ? known : "application/octet-stream";
        try
        {
            await Results.Stream(content, type, name, enableRangeProcessing: true).ExecuteAsync(httpContext);
        }
        catch (Exception trouble) when (BrokenOff.Is(trouble))
        {
            await BrokenOff.SayAsync(httpContext, trouble, name);
        }
    }
}
