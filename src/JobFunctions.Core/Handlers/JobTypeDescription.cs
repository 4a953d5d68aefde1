using System.Text.Json;

namespace JobFunctions.Core.Handlers;

/// <summary>What a submit form, or a person, must know of a job type.</summary>
/// <param name="Type">The name that a submit gives as <c>type</c>.</param>
/// <param name="Title">The name for people.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Schema">The JSON Schema of its config.</param>
/// <param name="SecretMembers">The members of the config that are secret.</param>
/// <param name="FileMembers">The members of the config that name input files.</param>
public sealed record JobTypeDescription(
    string Type,
    string Title,
    string Description,
    JsonElement Schema,
    IReadOnlyCollection<string> SecretMembers,
    IReadOnlyCollection<string> FileMembers)
{
    /// <summary>The title of a type that gives none: <c>word_count</c> is "Word count".</summary>
    public static string TitleOf(string type) => char.ToUpperInvariant(type[0]) + type[1..].Replace('_', ' ');
}
