using System.Diagnostics.CodeAnalysis;

namespace JobFunctions.Core.Handlers;

/// <summary>The registered job types.</summary>
/// <param name="handlers">One for each type.</param>
/// <exception cref="ArgumentException">Two have the same type, or one weighs less than 1.</exception>
public sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _byType = handlers.ToDictionary(Type, StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyList<JobTypeDescription>> _descriptions = new(() =>
        [.. handlers.OrderBy(handler => handler.Type, StringComparer.Ordinal).Select(handler => handler.Describe())]);

    /// <summary>The names of all types, sorted.</summary>
    public IReadOnlyList<string> Types => [.. _byType.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What each type is, in the order of their names.</summary>
    public IReadOnlyList<JobTypeDescription> Descriptions => _descriptions.Value;

    /// <summary>The handler of a type.</summary>
    public bool TryFind(string type, [NotNullWhen(true)] out IJobHandler? handler) => _byType.TryGetValue(type, out handler);

    /// <summary>How much room a job of a type takes; one of an unknown type fails at once.</summary>
    internal int WeightOf(string type) => TryFind(type, out var handler) ? handler.Weight : 1;

    private static string Type(IJobHandler handler) => handler.Weight >= 1 ? handler.Type
        : throw new ArgumentException($"The job type {handler.Type} weighs {handler.Weight}; 1 is the least");
}
