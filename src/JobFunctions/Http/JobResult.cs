using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>What a job left, as answers show it.</summary>
internal static class JobResult
{
    public static JsonElement? Of(Job job) => job.Result is { } result ? JsonElement.Parse(result) : null;

    /// <summary>Document 003's <c>exc_info</c>: the stack where there is one.</summary>
    public static string? ExcInfo(Job job) => job.Error is { } error ? error.Stack ?? $"{error.Type}: {error.Message}" : null;
}
