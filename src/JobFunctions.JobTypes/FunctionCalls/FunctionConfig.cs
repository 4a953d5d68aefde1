using System.Text.Json;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>A call of a registered function, as document 003 submits it.</summary>
public sealed record FunctionConfig
{
    /// <summary>The function's name, 1 to 200 characters.</summary>
    public string FuncName { get; init; } = "";

    /// <summary>Its arguments by position, a JSON array.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>Its arguments by name, a JSON object.</summary>
    public JsonElement? Kwargs { get; init; }
}
