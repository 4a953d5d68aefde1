namespace JobFunctions.Core.Handlers;

/// <summary>One thing that is wrong with what a caller sent.</summary>
/// <param name="Field">Its path as the caller wrote it, such as <c>config.mappings[0].weight</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record FieldError(string Field, string Message);
