using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>The API's own description, as a document and as a page. Nothing comes from another server.</summary>
public sealed class DocsFunctions(Api api)
{
    private const string Page = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>JobFunctions API</title>
          </head>
          <body>
            <div id="reference"></div>
            <script src="docs/scalar.js"></script>
            <script>
              Scalar.createApiReference("#reference", { url: "openapi.json", withDefaultFonts: false, telemetry: false });
            </script>
          </body>
        </html>
        """;

    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApiGet")]
    public Task<IResult> OpenApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () => Task.FromResult(Results.Stream(DocsAssets.OpenApi(), "application/json")));

    /// <summary>The page that shows it.</summary>
    [Function("DocsGet")]
    public Task<IResult> PageAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () => Task.FromResult(Results.Text(Page, "text/html; charset=utf-8")));

    /// <summary>The page's script.</summary>
    [Function("DocsScript")]
    public Task<IResult> ScriptAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs/scalar.js")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () =>
        {
            var zipped = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
            var headers = request.HttpContext.Response.Headers;
            headers.CacheControl = "public, max-age=86400";
            headers.Vary = "Accept-Encoding";
            if (zipped)
                headers.ContentEncoding = "gzip";
            return Task.FromResult(Results.Stream(DocsAssets.Script(zipped), "text/javascript; charset=utf-8"));
        });
}
