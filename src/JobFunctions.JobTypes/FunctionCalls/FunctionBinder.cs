using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Gives the arguments of a call to the parameters of its function, by position first and then by name.</summary>
internal static class FunctionBinder
{
    private const string Args = "config.args";
    private const string Kwargs = "config.kwargs";

    /// <returns>A value for each argument of the function, unless errors were added.</returns>
    public static IReadOnlyDictionary<FunctionParameter, object?> Bind(JobFunction function, FunctionConfig config, List<FieldError> errors)
    {
        var values = new Dictionary<FunctionParameter, object?>();
        BindPositions(function, config, values, errors);
        BindNames(function, config, values, errors);
        foreach (var parameter in function.Arguments.Where(parameter => !values.ContainsKey(parameter)))
        {
            if (parameter.IsOptional)
                values[parameter] = parameter.Default;
            else
                errors.Add(new FieldError(Args, $"or kwargs must give '{parameter.Name}'"));
        }

        return values;
    }

    private static void BindPositions(
        JobFunction function, FunctionConfig config, Dictionary<FunctionParameter, object?> values, List<FieldError> errors)
    {
        if (config.Args is not { ValueKind: JsonValueKind.Array } args)
            return;
        if (args.GetArrayLength() > function.Arguments.Count)
            errors.Add(new FieldError(Args, $"may hold {function.Arguments.Count} arguments at most: {Signature(function)}"));
        foreach (var (parameter, value) in function.Arguments.Zip(args.EnumerateArray()))
            values[parameter] = parameter.Read(value, $"{Args}[{values.Count}]", errors);
    }

    private static void BindNames(
        JobFunction function, FunctionConfig config, Dictionary<FunctionParameter, object?> values, List<FieldError> errors)
    {
        if (config.Kwargs is not { ValueKind: JsonValueKind.Object } kwargs)
            return;
        foreach (var argument in kwargs.EnumerateObject())
        {
            var field = $"{Kwargs}.{argument.Name}";
            if (function.Arguments.FirstOrDefault(parameter => parameter.Name == argument.Name) is not { } parameter)
                errors.Add(new FieldError(field, $"is no parameter of {Signature(function)}"));
            else if (values.ContainsKey(parameter))
                errors.Add(new FieldError(field, "is given twice"));
            else
                values[parameter] = parameter.Read(argument.Value, field, errors);
        }
    }

    private static string Signature(JobFunction function) =>
        $"{function.Name}({string.Join(", ", function.Arguments.Select(parameter => parameter.IsOptional ? $"[{parameter.Name}]" : parameter.Name))})";
}
