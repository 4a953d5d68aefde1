using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>A job of the failed registry, as document 003 shows it.</summary>
public sealed record FailedJobView
{
    internal FailedJobView(Job job, FunctionCall call)
    {
        JobId = job.Id.ToString();
        Name = job.Name;
        Type = job.Type;
        FuncName = call.FuncName;
        Args = call.Args;
        Kwargs = call.Kwargs;
        CreatedAt = job.CreatedAt;
        EndedAt = job.EndedAt;
        ExcInfo = JobResult.ExcInfo(job);
        Result = JobResult.Of(job);
        ErrorType = job.Error?.Type;
        ErrorMessage = job.Error?.Message;
        ErrorFingerprint = job.Error?.Fingerprint;
        Attempt = job.Attempt;
        UserId = job.Owner;
    }

#pragma warning disable CS1591 // The API's documentation tells what each field means.
    public string JobId { get; }

    public string Name { get; }

    public string Type { get; }

    public string FuncName { get; }

    public JsonElement Args { get; }

    public JsonElement Kwargs { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? EndedAt { get; }

    public string? ExcInfo { get; }

    public JsonElement? Result { get; }

    public string? ErrorType { get; }

    public string? ErrorMessage { get; }

    public string? ErrorFingerprint { get; }

    public int Attempt { get; }

    public string UserId { get; }
#pragma warning restore CS1591
}
