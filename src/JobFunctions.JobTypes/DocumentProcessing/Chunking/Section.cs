namespace JobFunctions.JobTypes.DocumentProcessing.Chunking;

/// <summary>A piece of a section, as the chunker hands it out.</summary>
/// <param name="Headings">The headings above it, the outermost first.</param>
/// <param name="Page">The page on which it begins.</param>
/// <param name="PageEnd">The page on which it ends.</param>
/// <param name="Tokens">How many tokens its text has.</param>
/// <param name="Text">What stands there.</param>
internal sealed record Section(IReadOnlyList<string> Headings, int? Page, int? PageEnd, int Tokens, string Text);
