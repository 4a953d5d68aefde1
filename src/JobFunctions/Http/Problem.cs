using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JobFunctions.Http;

/// <summary>
/// An error answer: problem details (RFC 9457) with the members that the documents' clients read: <c>error</c>, <c>details</c> and
/// <c>timestamp</c> (002), <c>message</c>, <c>job_id</c> and <c>current_status</c> (001), <c>detail</c> (000, 003).
/// </summary>
public sealed record Problem(int Status, string Detail, DateTimeOffset Timestamp) : IResult
{
    /// <summary>No page describes the single problem; its words do.</summary>
    public string Type { get; } = "about:blank";

    /// <summary>The status in words.</summary>
    public string Title => Status == 499 ? "Client Closed Request" : ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>The word of the route's document; the title unless that has one of its own.</summary>
    public string Error { get => field ?? Title; init; }

    /// <summary>The same as <see cref="Detail"/>, as 002 calls it.</summary>
    public string Details => Detail;

    /// <summary>The same as <see cref="Detail"/>, as 001 calls it.</summary>
    public string Message => Detail;

    /// <summary>The job, where the problem is one job's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JobId { get; init; }

    /// <summary>The job's status, where that is the problem.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CurrentStatus { get; init; }

    /// <summary>Each field that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldProblem>? Errors { get; init; }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(this, ApiJson.Web.Problem, "application/problem+json");
    }
}

/// <summary>One field that is wrong, and how.</summary>
public sealed record FieldProblem(string Field, string Message);
