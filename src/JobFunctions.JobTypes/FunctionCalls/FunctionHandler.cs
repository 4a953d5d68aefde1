using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Calls a function by its name. No function is registered yet, so every call fails for good and says which one is missing.</summary>
public sealed class FunctionHandler() : JobHandler<FunctionConfig>("function", FunctionJson.Default.FunctionConfig)
{
    private const int MaxName = 200;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(FunctionConfig config)
    {
        if (config.FuncName.Length is 0 or > MaxName)
            yield return new FieldError("config.func_name", $"must have 1 to {MaxName} characters");
        if (config.Args is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Null) })
            yield return new FieldError("config.args", "must be a JSON array");
        if (config.Kwargs is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            yield return new FieldError("config.kwargs", "must be a JSON object");
    }

    /// <inheritdoc />
    protected override Task<JsonElement?> RunAsync(FunctionConfig config, IJobContext job, CancellationToken cancellationToken) =>
        throw new PermanentJobException($"The function '{config.FuncName}' is not registered here");
}
