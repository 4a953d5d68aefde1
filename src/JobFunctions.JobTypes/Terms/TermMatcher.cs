namespace JobFunctions.JobTypes.Terms;

/// <summary>Finds known terms in a text: at each word the longest that fits, none within another.</summary>
/// <param name="terms">What is known of each term, by its normal form.</param>
internal sealed class TermMatcher<T>(IReadOnlyDictionary<string, T> terms)
{
    private readonly int _longest = terms.Keys.Select(term => term.Count(c => c == ' ') + 1).DefaultIfEmpty(0).Max();

    /// <summary>Every place where a term stands, in order.</summary>
    public IEnumerable<(T Term, int Start, int End)> Find(string text)
    {
        var words = Words.Of(text);
        for (var first = 0; first < words.Count;)
        {
            var length = LongestAt(words, first, out var term);
            if (length > 0)
                yield return (term!, words[first].Start, words[first + length - 1].End);
            first += Math.Max(1, length);
        }
    }

    private int LongestAt(List<Word> words, int first, out T? term)
    {
        var (normal, found) = ("", 0);
        term = default;
        for (var length = 1; length <= _longest && first + length <= words.Count; length++)
        {
            var word = words[first + length - 1];
            if (length > 1 && !word.JoinsLast)
                break;
            normal = length == 1 ? word.Normal : $"{normal} {word.Normal}";
            if (terms.TryGetValue(normal, out var known))
                (term, found) = (known, length);
        }

        return found;
    }
}
