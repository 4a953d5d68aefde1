using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Service;

/// <summary>Whether the parents that a config names by their places are there. What a reference is otherwise the job type looks at. Pure.</summary>
internal static class ParentReferenceRules
{
    /// <param name="config">The config.</param>
    /// <param name="fileMembers">Its members that name input files.</param>
    /// <param name="dependsOn">The jobs that it depends on; one that stands there twice has one place.</param>
    public static IEnumerable<FieldError> Check(JsonElement config, IReadOnlyCollection<string> fileMembers, IReadOnlyList<string> dependsOn)
    {
        if (fileMembers.Count == 0 || config.ValueKind != JsonValueKind.Object)
            yield break;
        var parents = dependsOn.DistinctBy(id => JobId.TryParse(id, out var parsed) ? parsed.ToKey() : id).Count();
        foreach (var (field, file) in config.EnumerateObject().Where(member => fileMembers.Contains(member.Name)).SelectMany(FilesOf))
        {
            if (ReferenceIn(file) is { } reference && ParentReference.TryParse(reference, out var number) && number > parents)
                yield return new FieldError($"config.{field}.job_id", $"'{reference}' is not there: depends_on names {parents} job{(parents == 1 ? "" : "s")}");
        }
    }

    private static IEnumerable<(string Field, JsonElement File)> FilesOf(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Array
        ? member.Value.EnumerateArray().Select((file, index) => ($"{member.Name}[{index}]", file))
        : [(member.Name, member.Value)];

    private static string? ReferenceIn(JsonElement file) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty("job_id", out var job) && job.ValueKind == JsonValueKind.String
            ? job.GetString()
            : null;
}
