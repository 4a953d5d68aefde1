using JobFunctions.Core.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JobFunctions.Http;

/// <summary>The answer to a request for a list of jobs.</summary>
internal static class JobListAnswer
{
    /// <param name="request">The request.</param>
    /// <param name="jobs">A page.</param>
    /// <param name="cursor">Where the next page begins; null at the end.</param>
    /// <param name="now">What time it is.</param>
    public static IResult Of(HttpRequest request, IEnumerable<Job> jobs, string? cursor, DateTimeOffset now)
    {
        LinkNext(request, cursor);
        return ApiJson.Result([.. jobs.Select(job => new JobView(job, now))], ApiJson.Web.IReadOnlyListJobView);
    }

    /// <summary>Names the next page, if there is one, as RFC 8288 does.</summary>
    public static void LinkNext(HttpRequest request, string? cursor)
    {
        if (cursor is null)
            return;
        var parameters = request.Query.Where(parameter => parameter.Key != "cursor")
            .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.FirstOrDefault()))
            .Append(KeyValuePair.Create("cursor", (string?)cursor));
        request.HttpContext.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(request.PathBase + request.Path, parameters)}>; rel=\"next\"";
    }
}
