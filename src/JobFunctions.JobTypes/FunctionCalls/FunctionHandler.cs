using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Calls a function by its name, as RQ does.</summary>
[Description("Calls a registered .NET method by its name.")]
internal sealed class FunctionHandler(IEnumerable<JobFunction> functions, IServiceProvider services) : JobHandler<FunctionConfig>("function")
{
    private const int NamesShown = 20;

    private readonly Dictionary<string, JobFunction> _functions = functions.ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <inheritdoc />
    protected override void CompleteSchema(JsonObject schema)
    {
        var members = schema["properties"]!;
        members["func_name"]!["enum"] = new JsonArray([.. _functions.Keys.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]);
        members["args"]!["type"] = new JsonArray("array", "null");
        members["kwargs"]!["type"] = new JsonArray("object", "null");
    }

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(FunctionConfig config)
    {
        var errors = new List<FieldError>();
        if (config.Args is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Null) })
            errors.Add(new FieldError("config.args", "must be a JSON array"));
        if (config.Kwargs is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            errors.Add(new FieldError("config.kwargs", "must be a JSON object"));
        if (!_functions.TryGetValue(config.FuncName, out var function))
            errors.Add(new FieldError("config.func_name", Unknown(config.FuncName)));
        else if (errors.Count == 0)
            FunctionBinder.Bind(function, config, errors);
        return errors;
    }

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(FunctionConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        // Both were looked at when the job was submitted, but perhaps by another version of the service.
        if (!_functions.TryGetValue(config.FuncName, out var function))
            throw new PermanentJobException(Unknown(config.FuncName));
        var errors = new List<FieldError>();
        var arguments = FunctionBinder.Bind(function, config, errors);
        if (errors.Count > 0)
            throw new PermanentJobException(string.Join("; ", errors.Select(error => error.Sentence)));

        var result = await function.CallAsync(arguments, job, services, cancellationToken);
        return result is null ? null : JsonSerializer.SerializeToElement(result, FunctionParameter.Json.GetTypeInfo(result.GetType()));
    }

    private string Unknown(string name) => _functions.Count == 0
        ? $"There is no function '{name}'; none is registered"
        : $"There is no function '{name}'. The functions are: {string.Join(", ", _functions.Keys.Order(StringComparer.Ordinal).Take(NamesShown))}";
}
