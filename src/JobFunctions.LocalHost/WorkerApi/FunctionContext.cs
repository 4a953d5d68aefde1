namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function may know of its own invocation.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique for each invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function that runs.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>What the trigger said beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>Fires when the host stops, and when an HTTP caller has left.</summary>
    public virtual CancellationToken CancellationToken { get; }
}

/// <summary>A function as the host knows it.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The function's name.</summary>
    public abstract string Name { get; }
}

/// <summary>What the trigger said beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>By name; names don't heed case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
