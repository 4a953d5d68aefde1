using System.Diagnostics.CodeAnalysis;

namespace JobFunctions.Core.Handlers;

/// <summary>The registered job types.</summary>
/// <param name="handlers">One for each type.</param>
public sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _byType = handlers.ToDictionary(handler => handler.Type, StringComparer.Ordinal);

    /// <summary>The names of all types, sorted.</summary>
    public IReadOnlyList<string> Types => [.. _byType.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The handler of a type.</summary>
    public bool TryFind(string type, [NotNullWhen(true)] out IJobHandler? handler) => _byType.TryGetValue(type, out handler);
}
