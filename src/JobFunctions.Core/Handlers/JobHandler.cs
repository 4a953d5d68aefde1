using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Core.Handlers;

/// <summary>A job type with a typed config. See <see cref="IJobHandler"/> for what must hold.</summary>
/// <typeparam name="TConfig">Its members stand in the config in snake_case; unknown members are ignored.</typeparam>
public abstract class JobHandler<TConfig> : IJobHandler
{
    private static readonly JsonSerializerOptions ByReflection = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly JsonTypeInfo<TConfig> _configInfo;

    /// <summary>Makes the handler of a type.</summary>
    /// <param name="type">The name that a submit gives as <c>type</c>.</param>
    /// <param name="configInfo">
    /// Source-generated metadata of the config; without it, reflection finds the members. Generated code forgets the initial values of
    /// <c>init</c> members, so a config with defaults other than zero and null is better left to reflection.
    /// </param>
    protected JobHandler(string type, JsonTypeInfo<TConfig>? configInfo = null)
    {
        Type = type;
        _configInfo = configInfo ?? (JsonTypeInfo<TConfig>)ByReflection.GetTypeInfo(typeof(TConfig));
    }

    /// <inheritdoc />
    public string Type { get; }

    /// <inheritdoc />
    public virtual IReadOnlyCollection<string> SecretMembers => [];

    /// <inheritdoc />
    public IReadOnlyList<FieldError> Validate(JsonElement config)
    {
        try
        {
            return [.. Validate(Read(config))];
        }
        catch (JsonException wrong)
        {
            return [new FieldError(FieldOf(wrong), Explain(wrong))];
        }
    }

    /// <inheritdoc />
    public Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken) =>
        RunAsync(Read(config), job, cancellationToken);

    /// <summary>Looks at a config when it is submitted; its types fit already. Field paths start with <c>config.</c></summary>
    protected virtual IEnumerable<FieldError> Validate(TConfig config) => [];

    /// <inheritdoc cref="IJobHandler.RunAsync" />
    protected abstract Task<JsonElement?> RunAsync(TConfig config, IJobContext job, CancellationToken cancellationToken);

    private TConfig Read(JsonElement config) =>
        config.Deserialize(_configInfo) ?? throw new JsonException("the config must be a JSON object");

    private static string FieldOf(JsonException wrong) =>
        wrong.Path is null or "$" ? "config" : "config" + wrong.Path.TrimStart('$');

    // The serialiser's own words name a .NET type, and end with a path and a position that say nothing more than the field does.
    private static string Explain(JsonException wrong)
    {
        if (wrong.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return "has a value of the wrong kind";
        var end = wrong.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? wrong.Message : wrong.Message[..end];
    }
}
