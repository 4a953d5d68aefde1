namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>A heading or a paragraph of a document, in reading order.</summary>
/// <param name="Text">Its text, without markup.</param>
/// <param name="Level">1 to 6 for a heading, the outermost first; 0 for all else.</param>
/// <param name="Page">Its page, from 1; null where the format knows no pages.</param>
/// <param name="Part">How far the document is read with it, 0 to 1; 0 when that is unknown.</param>
internal readonly record struct Block(string Text, int Level = 0, int? Page = null, double Part = 0)
{
    /// <summary>The deepest level of a heading.</summary>
    public const int Deepest = 6;
}
