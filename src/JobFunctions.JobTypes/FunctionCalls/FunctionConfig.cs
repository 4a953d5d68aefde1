using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>A call of a registered function, as document 003 submits it.</summary>
internal sealed record FunctionConfig
{
    [Required, Description("The function's name.")]
    public string FuncName { get; init; } = "";

    [Description("Its arguments by position, a JSON array.")]
    public JsonElement? Args { get; init; }

    [Description("Its arguments by name, a JSON object.")]
    public JsonElement? Kwargs { get; init; }
}
