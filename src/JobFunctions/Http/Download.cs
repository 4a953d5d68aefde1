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

    public static IResult Of(Stream content, string name) => new Download(content, name);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        await Results.Stream(content, type, name, enableRangeProcessing: true).ExecuteAsync(httpContext);
    }
}
