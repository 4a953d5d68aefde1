using System.Text.Json;
using System.Text.Json.Nodes;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>
/// Document 003's view of a job: a function and its arguments. A job of another type is shown as a call of its type without arguments.
/// </summary>
internal sealed record FunctionCall(string FuncName, JsonElement Args, JsonElement Kwargs)
{
    /// <summary>The type of a job that was submitted as a call.</summary>
    public const string JobType = "function";

    private const string Name = "func_name";
    private const string Positional = "args";
    private const string Named = "kwargs";

    private static readonly JsonElement NoArgs = JsonElement.Parse("[]");
    private static readonly JsonElement NoKwargs = JsonElement.Parse("{}");

    /// <summary>Whether a submit names a function.</summary>
    public static bool IsIn(JsonFields fields) => fields.Has(Name);

    /// <summary>The config of a job that calls what the submit names.</summary>
    public static JsonElement ToConfig(JsonFields fields)
    {
        var config = fields.Object("config") is { } given ? JsonObject.Create(given)! : [];
        config[Name] = fields.Text(Name);
        config[Positional] = JsonNode.Parse((fields.Array(Positional) ?? NoArgs).GetRawText());
        config[Named] = JsonNode.Parse((fields.Object(Named) ?? NoKwargs).GetRawText());
        return JsonSerializer.SerializeToElement(config, JobNodeJson.Default.JsonObject);
    }

    /// <summary>The call that a job is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="config">Its config; null when it is not known.</param>
    public static FunctionCall Of(Job job, JsonElement? config)
    {
        if (job.Type != JobType || config is not { } known)
            return new FunctionCall(job.Type, NoArgs, NoKwargs);
        return new FunctionCall(
            known.TryGetProperty(Name, out var name) ? name.GetString() ?? job.Name : job.Name,
            known.TryGetProperty(Positional, out var args) ? args : NoArgs,
            known.TryGetProperty(Named, out var kwargs) ? kwargs : NoKwargs);
    }
}
