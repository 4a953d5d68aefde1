namespace JobFunctions.Core.Handlers;

/// <summary>One thing that is wrong with what a caller sent.</summary>
/// <param name="Field">Its path as the caller wrote it, such as <c>config.mappings[0].weight</c>.</param>
/// <param name="Message">What would be right: a predicate ("must be between 1 and 4"), or a whole sentence.</param>
public sealed record FieldError(string Field, string Message)
{
    /// <summary>The error as a sentence.</summary>
    public string Sentence => char.IsUpper(Message[0]) ? Message : $"{Field} {Message}";
}
