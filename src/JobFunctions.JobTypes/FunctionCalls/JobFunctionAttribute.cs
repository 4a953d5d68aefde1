namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>
/// Makes a method a function that jobs call by name. Its parameters are the function's arguments, by position (<c>args</c>) and by
/// name in snake_case (<c>kwargs</c>), but for <see cref="Core.Handlers.IJobContext"/> and <see cref="CancellationToken"/>, which are
/// the job's own. Services come into the constructor of its class. What it returns, awaited, is the job's result.
/// </summary>
/// <param name="name">What a submit gives as <c>func_name</c>, 1 to 200 characters.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JobFunctionAttribute(string name) : Attribute
{
    /// <summary>What a submit gives as <c>func_name</c>.</summary>
    public string Name { get; } = name;
}
