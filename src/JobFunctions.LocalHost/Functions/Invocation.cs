using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Functions;

/// <summary>One run of a function, and the context that it may ask for.</summary>
internal sealed class Invocation(
    string function,
    object triggerValue,
    IReadOnlyDictionary<string, object?> bindingData,
    IServiceProvider services,
    CancellationToken cancellationToken) : FunctionContext
{
    /// <summary>What is bound to the parameter with the trigger's attribute.</summary>
    public object TriggerValue { get; } = triggerValue;

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(function);

    public override BindingContext BindingContext { get; } = new Binding(bindingData);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    private sealed class Definition(string name) : FunctionDefinition
    {
        public override string Name { get; } = name;
    }

    private sealed class Binding(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = data;
    }
}
