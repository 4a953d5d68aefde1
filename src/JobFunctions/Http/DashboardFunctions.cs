using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>
/// The dashboard's page and files. They are open to anybody, since they show nobody's data: the page asks the API for it, with the token
/// that its user gives it.
/// </summary>
public sealed class DashboardFunctions(Api api)
{
    // Nothing but our own files runs, and no text can become markup: the page would throw.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>The page.</summary>
    [Function("DashboardGet")]
    public Task<IResult> PageAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () =>
        {
            // The page's addresses are relative to a path without a slash at its end.
            if (request.Path.Value!.EndsWith('/'))
                return Task.FromResult(Results.Redirect("../dashboard"));
            var headers = request.HttpContext.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            return Task.FromResult(Results.Text(DashboardAssets.Html, "text/html; charset=utf-8"));
        });

    /// <summary>A file of the page. During an upgrade an old page may meet a new instance: it gets what there is, and keeps nothing.</summary>
    [Function("DashboardFile")]
    public Task<IResult> FileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard/{version}/{file}")] HttpRequest request, string version, string file) =>
        api.AnswerAnybodyAsync(request, () =>
        {
            var content = DashboardAssets.Find(file) ?? throw new NotFoundException($"The dashboard has no file '{file}'");
            var headers = request.HttpContext.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = version == DashboardAssets.Version ? "public, max-age=31536000, immutable" : "no-store";
            return Task.FromResult(Results.Bytes(content, DashboardAssets.TypeOf(file)));
        });
}
