using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>Reads the body of a submit, in the words of documents 002 (<c>config</c>) and 004 (<c>job_parameters</c>).</summary>
internal static class SubmitReader
{
    /// <exception cref="InvalidRequestException">Fields have the wrong type, or name what this version can't do.</exception>
    public static JobSubmission Read(JsonElement body)
    {
        var fields = new JsonFields(body);

        var onParentFailure = ParentFailure.Fail;
        if (fields.Text("on_parent_failure") is { } word && !ParentFailures.TryParse(word, out onParentFailure))
            fields.Refuse("on_parent_failure", $"must be {ParentFailures.Words}");

        var type = fields.Text("type");
        var submission = new JobSubmission
        {
            Name = fields.Text("name") ?? fields.Text("func_name") ?? "",
            Type = type ?? (FunctionCall.IsIn(fields) ? FunctionCall.JobType : null),
            Config = FunctionCall.IsIn(fields) && type is null or FunctionCall.JobType
                ? FunctionCall.ToConfig(fields)
                : Merge(fields.Object("config"), fields.Object("job_parameters")),
            Priority = (Priority)(fields.Integer("priority", "Priority must be between 1 (low) and 4 (urgent)") ?? (int)Priority.Normal),
            Program = fields.TextOrNumber("program_id"),
            ScheduledAt = fields.Time("scheduled_at"),
            MaxRetries = fields.Integer("max_retries", "must be a whole number"),
            TimeoutSeconds = fields.Integer("timeout_seconds", "must be a whole number"),
            RateKey = fields.Text("rate_limit_key"),
            UniqueFor = fields.Text("unique_for"),
            Secrets = fields.TextsByName("secrets") ?? FrozenDictionary<string, string>.Empty,
            Tags = fields.Texts("tags") ?? [],
            WebhookUrl = fields.Text("webhook_url"),
            WebhookEvents = fields.Texts("webhook_events") ?? [],
            WebhookSecret = fields.Text("webhook_secret"),
            DependsOn = fields.Texts("depends_on") ?? [],
            OnParentFailure = onParentFailure,
        };
        fields.ThrowIfWrong();
        return submission;
    }

    private static JsonElement Merge(JsonElement? config, JsonElement? parameters)
    {
        if (parameters is null)
            return config ?? JsonDocument.Parse("{}").RootElement;
        if (config is null)
            return parameters.Value;
        var merged = JsonObject.Create(config.Value)!;
        foreach (var parameter in parameters.Value.EnumerateObject())
            merged[parameter.Name] = JsonNode.Parse(parameter.Value.GetRawText());
        return JsonSerializer.SerializeToElement(merged, JobNodeJson.Default.JsonObject);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class JobNodeJson : System.Text.Json.Serialization.JsonSerializerContext;
