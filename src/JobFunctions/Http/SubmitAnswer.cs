using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>The answer to a submit, on every route that has one.</summary>
internal static class SubmitAnswer
{
    /// <param name="request">The submit.</param>
    /// <param name="route">Its route, without the prefix.</param>
    /// <param name="outcome">What became of it.</param>
    public static IResult Of(HttpRequest request, string route, SubmitOutcome outcome)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"{request.PathBase}{request.Path.Value!.TrimEnd('/')[..^route.Length]}jobs/{outcome.Id}";
        if (outcome.Kind == SubmitKind.Replayed)
            headers["Idempotent-Replayed"] = "true";
        var isDuplicate = outcome.Kind == SubmitKind.Duplicate;
        return ApiJson.Result(
            new Submitted(
                outcome.Id.ToString(),
                isDuplicate ? "A job with this type and config is there already" : "Job submitted successfully",
                JobView.Word(outcome.Status),
                isDuplicate),
            ApiJson.Web.Submitted,
            isDuplicate ? 200 : 202);
    }
}
