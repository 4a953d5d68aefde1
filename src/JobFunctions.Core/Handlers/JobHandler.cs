using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Core.Handlers;

/// <summary>
/// A job type with a typed config. See <see cref="IJobHandler"/> for what must hold. <c>[DisplayName]</c> and <c>[Description]</c> on the
/// class tell people what it is.
/// </summary>
/// <typeparam name="TConfig">
/// Its members stand in the config in snake_case; unknown members are ignored. Annotations of a member are checked at the submit and stand
/// in the schema: <c>[Description]</c>, <c>[Required]</c>, <c>[Range]</c>, <c>[AllowedValues]</c>, <c>[MaxLength]</c>,
/// <see cref="InputFileNameAttribute"/>, and any other <c>ValidationAttribute</c>.
/// </typeparam>
public abstract class JobHandler<TConfig> : IJobHandler
{
    private static readonly JsonSerializerOptions ByReflection = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        RespectNullableAnnotations = true,
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
        FileMembers = ConfigSchema.FileMembers(_configInfo);
    }

    /// <inheritdoc />
    public string Type { get; }

    /// <inheritdoc />
    public virtual IReadOnlyCollection<string> SecretMembers => [];

    /// <inheritdoc />
    public IReadOnlyCollection<string> FileMembers { get; }

    /// <inheritdoc />
    public JobTypeDescription Describe()
    {
        var schema = ConfigSchema.Of(_configInfo, SecretMembers);
        CompleteSchema(schema);
        return new JobTypeDescription(
            Type,
            GetType().GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? JobTypeDescription.TitleOf(Type),
            GetType().GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            JsonElement.Parse(schema.ToJsonString()),
            SecretMembers,
            FileMembers);
    }

    /// <inheritdoc />
    public virtual int Weight => 1;

    /// <inheritdoc />
    public IReadOnlyList<FieldError> Validate(JsonElement config)
    {
        try
        {
            var typed = Read(config);
            return [.. ConfigRules.Check(typed!, _configInfo, "config").Concat(Validate(typed)).DistinctBy(error => error.Field)];
        }
        catch (JsonException wrong)
        {
            return [new FieldError(FieldOf(wrong), Explain(wrong))];
        }
    }

    /// <inheritdoc />
    public Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken) =>
        RunAsync(Read(config), job, cancellationToken);

    /// <summary>Adds to the schema what only a running service knows.</summary>
    protected virtual void CompleteSchema(JsonObject schema) { }

    /// <summary>
    /// Looks for what annotations can't say in a config when it is submitted. Its types fit; its annotations may not. Field paths start with
    /// <c>config.</c>
    /// </summary>
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
        if (wrong.Message.Contains("doesn't allow setting null", StringComparison.Ordinal))
            return "must not be null";
        var end = wrong.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? wrong.Message : wrong.Message[..end];
    }
}
