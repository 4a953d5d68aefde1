namespace JobFunctions.JobTypes.Terms;

/// <summary>Takes the ending of English plurals and genitives off. Nothing more: a stemmer would make one word of two.</summary>
internal static class Plurals
{
    public static string Singular(string word)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal))
            word = word[..^2];
        if (word.Length < 4 || word[^1] != 's' || word.Contains('_') || word.Contains('.'))
            return word;
        return word switch
        {
            [.., 's', 's'] or [.., 'u', 's'] or [.., 'i', 's'] => word,
            [.., 'i', 'e', 's'] when word.Length > 4 => word[..^3] + "y",
            [.., 'x' or 'z', 'e', 's'] or [.., 's', 's', 'e', 's'] or [.., 's' or 'c', 'h', 'e', 's'] => word[..^2],
            _ => word[..^1],
        };
    }
}
