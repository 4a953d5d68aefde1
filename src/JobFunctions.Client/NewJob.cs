using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Client;

/// <summary>A job to submit. What is null is left to the service's defaults.</summary>
public sealed record NewJob
{
    /// <summary>A name for people, 1–200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The job type, such as <c>data_matching</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What the type asks for.</summary>
    public JsonObject? Config { get; init; }

    /// <summary>How urgent it is.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>The program that it belongs to.</summary>
    public string? ProgramId { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>How many failed attempts are followed by another one, 0–100.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How many seconds one attempt may take.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Up to 20 labels of up to 100 characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The ids of up to 50 jobs that have to end before it starts.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>What becomes of it when one of them does not complete: <c>fail</c>, <c>cancel</c>, or <c>run</c> all the same.</summary>
    public string? OnParentFailure { get; init; }

    /// <summary>Texts that only the handler gets, up to 20, stored encrypted.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>Where the job is told of by a webhook.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Of which events: started, retrying, completed, failed, cancelled; its end when null.</summary>
    public IReadOnlyList<string>? WebhookEvents { get; init; }

    /// <summary>What those calls are signed with: <c>whsec_</c> and 24 to 64 bytes in Base64.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>
    /// <c>pending_or_running</c>: while the caller has a job of this type and config that is, a submit is answered with that one and makes no other.
    /// </summary>
    public string? UniqueFor { get; init; }

    /// <summary>Further fields of the submit, for what a service newer than this client understands.</summary>
    [JsonIgnore]
    public JsonObject? More { get; init; }

    /// <summary>
    /// Names this submit: sent again with the same key and body it is answered with the job that it made the first time. Every
    /// submit gets one of its own when this is null; give one that you store before the submit if it must survive your process.
    /// </summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; init; }

    /// <summary>The same job with a typed config.</summary>
    /// <param name="config">What the type asks for.</param>
    /// <param name="type">How it is written; must make a JSON object of it.</param>
    public NewJob WithConfig<TConfig>(TConfig config, JsonTypeInfo<TConfig> type) =>
        this with { Config = JsonSerializer.SerializeToNode(config, type)!.AsObject() };

    internal byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(ToJson(), ClientJson.Default.JsonObject);

    internal JsonObject ToJson()
    {
        var body = JsonSerializer.SerializeToNode(this, ClientJson.Default.NewJob)!.AsObject();
        foreach (var (name, value) in More ?? [])
            body[name] = value?.DeepClone();
        return body;
    }
}
