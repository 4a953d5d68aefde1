namespace JobFunctions.Core.Jobs;

internal static class TextCut
{
    /// <summary>The text, cut at a length with an ellipsis as its last character; no surrogate pair is torn.</summary>
    public static string Cut(this string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
