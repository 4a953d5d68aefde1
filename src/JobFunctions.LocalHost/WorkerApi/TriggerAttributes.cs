namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name, unique in the app whatever its case.</summary>
    public string Name { get; } = name;
}

/// <summary>Who may call an HTTP function. The local host asks for no keys, whatever the level.</summary>
public enum AuthorizationLevel
{
    /// <summary>Anyone.</summary>
    Anonymous,

    /// <summary>A caller whom the platform has authenticated.</summary>
    User,

    /// <summary>A caller with a key of the function.</summary>
    Function,

    /// <summary>A caller with a key of an extension.</summary>
    System,

    /// <summary>A caller with the master key.</summary>
    Admin,
}

/// <summary>Runs the function on a request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : Attribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute() : this(AuthorizationLevel.Function) { }

    /// <summary>These methods, for anyone.</summary>
    public HttpTriggerAttribute(params string[] methods) : this(AuthorizationLevel.Anonymous, methods) { }

    /// <summary>Any method, for callers of this level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>These methods, for callers of this level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>Who may call.</summary>
    public AuthorizationLevel AuthLevel { get; }

    /// <summary>The methods answered; null for all.</summary>
    public string[]? Methods { get; }

    /// <summary>The route template below the prefix; null for the function's name.</summary>
    public string? Route { get; set; }
}

/// <summary>Runs the function on a message.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : Attribute
{
    /// <summary>The queue's name; <c>%Setting%</c> stands for a setting's value.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The setting that holds the connection string; null for the host's own storage.</summary>
    public string? Connection { get; set; }
}

/// <summary>Runs the function by the clock.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>A six-field NCrontab expression or a time span; <c>%Setting%</c> stands for a setting's value.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Whether the host remembers the last run, to make up for a missed one.</summary>
    public bool UseMonitor { get; set; } = true;
}
