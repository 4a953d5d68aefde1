using System.Text;
using JobFunctions.JobTypes.DocumentProcessing.Parsing;

namespace JobFunctions.JobTypes.DocumentProcessing.Chunking;

/// <summary>
/// Cuts a document into chunks as its blocks come in. A chunk never crosses a heading, so the headings that it names are true of all
/// of its text. It ends after a sentence or a line, and within a section the next one repeats its last sentences.
/// </summary>
/// <param name="counter">Counts tokens.</param>
/// <param name="maxTokens">The most tokens of a chunk.</param>
/// <param name="overlap">The most tokens that two neighbours share.</param>
internal sealed class Chunker(TokenCounter counter, int maxTokens, int overlap)
{
    private readonly string?[] _headings = new string?[Block.Deepest];
    private readonly List<Piece> _pieces = [];
    private int _tokens;
    private int _repeated;

    /// <summary>Takes the next block, and hands out the chunks that are complete with it.</summary>
    public IEnumerable<Section> Add(Block block)
    {
        if (block.Level > 0)
        {
            foreach (var section in Finish())
                yield return section;
            _headings[block.Level - 1] = OneLine(block.Text);
            _headings.AsSpan(block.Level).Clear();
            yield break;
        }

        var isFirst = true;
        foreach (var (between, text) in Pieces.Of(block.Text).SelectMany(Fitting))
        {
            foreach (var section in Add(new Piece(isFirst ? "\n\n" : between, text, block.Page, 0)))
                yield return section;
            isFirst = false;
        }
    }

    /// <summary>Hands out what is left at the end of a section.</summary>
    public IEnumerable<Section> Finish()
    {
        while (_pieces.Count > _repeated)
        {
            var (section, left) = Complete();
            yield return section;
            Keep(left);
        }

        _pieces.Clear();
        (_tokens, _repeated) = (0, 0);
    }

    private IEnumerable<Section> Add(Piece piece)
    {
        piece = piece with { Tokens = counter.Count(piece.Between + piece.Text) };
        while (_tokens + piece.Tokens > maxTokens && _pieces.Count > _repeated)
        {
            var (section, left) = Complete();
            yield return section;
            Repeat();
            Keep(left);
        }

        while (_tokens + piece.Tokens > maxTokens && _pieces.Count > 0)
        {
            _tokens -= _pieces[0].Tokens;
            _pieces.RemoveAt(0);
            _repeated--;
        }

        _pieces.Add(piece);
        _tokens += piece.Tokens;
    }

    /// <summary>Keeps only the last pieces, as many as two chunks may share.</summary>
    private void Repeat()
    {
        var (first, shared) = (_pieces.Count, 0);
        while (first > 1 && shared + _pieces[first - 1].Tokens <= overlap)
            shared += _pieces[--first].Tokens;
        _pieces.RemoveRange(0, first);
        (_tokens, _repeated) = (shared, _pieces.Count);
    }

    /// <summary>Makes a chunk of the pieces.</summary>
    /// <returns>The chunk, and the last pieces if they did not fit.</returns>
    private (Section Section, List<Piece> Left) Complete()
    {
        // Each piece was counted with what stands before it. Joined they have as many tokens or less, but for rare cases in which
        // letters group themselves otherwise; then the repeated ones give way, and after them the last.
        var left = new List<Piece>();
        var (text, tokens) = Joined();
        for (; tokens > maxTokens && _pieces.Count > 1; (text, tokens) = Joined())
        {
            if (_repeated > 0)
            {
                _pieces.RemoveAt(0);
                _repeated--;
            }
            else
            {
                left.Insert(0, _pieces[^1]);
                _pieces.RemoveAt(_pieces.Count - 1);
            }
        }

        var section = new Section(
            [.. _headings.OfType<string>()], _pieces.Min(piece => piece.Page), _pieces.Max(piece => piece.Page), tokens, text);
        return (section, left);
    }

    private void Keep(List<Piece> left)
    {
        if (left.Count == 0)
        {
            _repeated = _pieces.Count;
            return;
        }

        // What is left over begins the next chunk by itself.
        _pieces.Clear();
        _pieces.AddRange(left);
        (_tokens, _repeated) = (left.Sum(piece => piece.Tokens), 0);
    }

    private (string Text, int Tokens) Joined()
    {
        var text = new StringBuilder(_pieces[0].Text);
        foreach (var piece in _pieces.Skip(1))
            text.Append(piece.Between).Append(piece.Text);
        var whole = text.ToString();
        return (whole, counter.Count(whole));
    }

    /// <summary>A sentence or line that is too long for a chunk is cut where its tokens end, between words if it can be.</summary>
    private IEnumerable<(string Between, string Text)> Fitting((string Between, string Text) piece)
    {
        // What stands before a piece takes a token.
        var most = maxTokens - 1;
        var (between, text) = piece;
        while (text.Length > most && counter.Count(text) > most)
        {
            var end = counter.Fit(text, most);
            var space = text.LastIndexOf(' ', end - 1, end);
            var cut = space > 0 ? space : KeepPairs(text, end);
            yield return (between, text[..cut]);
            between = space > 0 ? " " : "";
            text = space > 0 ? text[cut..].TrimStart() : text[cut..];
        }

        if (text.Length > 0)
            yield return (between, text);
    }

    // A character outside the basic plane takes two places, which belong together.
    private static int KeepPairs(string text, int end) =>
        end < text.Length && char.IsLowSurrogate(text[end]) ? (end > 1 ? end - 1 : end + 1) : end;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private readonly record struct Piece(string Between, string Text, int? Page, int Tokens);
}
