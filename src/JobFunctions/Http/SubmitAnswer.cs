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
        SetHeaders(request, route, $"jobs/{outcome.Id}", outcome.Kind == SubmitKind.Replayed);
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

    /// <summary>Says where the thing is that a submit has made, and whether an earlier one under the same key made it.</summary>
    /// <param name="request">The submit.</param>
    /// <param name="route">Its route, without the prefix.</param>
    /// <param name="made">The route of what it made.</param>
    /// <param name="isReplayed">Whether it was made before.</param>
    public static void SetHeaders(HttpRequest request, string route, string made, bool isReplayed)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"{request.PathBase}{request.Path.Value!.TrimEnd('/')[..^route.Length]}{made}";
        if (isReplayed)
            headers["Idempotent-Replayed"] = "true";
    }
}
