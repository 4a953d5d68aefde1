using System.Text.Json;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>What the body of a batch says besides its jobs.</summary>
internal sealed record BatchHead(string? Name, JobSubmission? OnComplete)
{
    public static BatchHead None { get; } = new(null, null);

    /// <summary>Reads an object with <c>name</c> and <c>on_complete</c>, both optional.</summary>
    /// <exception cref="InvalidRequestException">A member is wrong.</exception>
    public static BatchHead Read(JsonElement head)
    {
        var fields = new JsonFields(head);
        var (name, onComplete) = (fields.Text("name"), fields.Object("on_complete"));
        fields.ThrowIfWrong();

        // The head outlives the document that it was read from.
        return new BatchHead(name, onComplete is { } submission ? SubmitReader.Read(submission.Clone()) : null);
    }
}

/// <summary>Reads the JSON body of a batch: an array of jobs, or an object with the array as <c>jobs</c>.</summary>
internal static class BatchBody
{
    /// <exception cref="InvalidRequestException">It is neither, or holds too few or too many jobs.</exception>
    public static (BatchHead Head, IReadOnlyList<JsonElement> Jobs) Read(JsonElement body)
    {
        var (head, jobs) = body.ValueKind == JsonValueKind.Array
            ? (BatchHead.None, body)
            : (BatchHead.Read(body), JobsOf(body));
        return jobs.GetArrayLength() is > 0 and <= Batch.MaxJobs
            ? (head, [.. jobs.EnumerateArray()])
            : throw new InvalidRequestException("jobs", $"must hold 1 to {Batch.MaxJobs} jobs");
    }

    private static JsonElement JobsOf(JsonElement body)
    {
        var fields = new JsonFields(body);
        var jobs = fields.Array("jobs");
        if (!fields.Has("jobs"))
            fields.Refuse("jobs", "must be an array of jobs");
        fields.ThrowIfWrong();
        return jobs!.Value;
    }
}
