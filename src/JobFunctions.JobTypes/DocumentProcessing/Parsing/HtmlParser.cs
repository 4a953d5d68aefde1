using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using AngleSharp.Dom;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Reads HTML: what a reader sees, without scripts, styles and navigation.</summary>
internal sealed class HtmlParser : IDocumentParser
{
    /// <summary>The tree of a page takes some ten times its size in memory.</summary>
    private const long MaxBytes = 16 << 20;

    private static readonly FrozenSet<string> Unseen = FrozenSet.Create(
        StringComparer.Ordinal, "head", "script", "style", "template", "noscript", "nav", "svg", "iframe", "object", "button", "select");

    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "tfoot", "thead", "tr", "ul", "caption");

    public string Format => "html";

    public bool NeedsWholeFile => false;

    public async IAsyncEnumerable<Block> ReadAsync(Stream document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (document.CanSeek && document.Length > MaxBytes)
            throw new UnreadableDocumentException($"is too large for HTML: at most {MaxBytes >> 20} MiB");
        using var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(document, cancellationToken);
        var text = new StringBuilder();
        var level = 0;
        for (INode? node = page.Body; node is not null;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var enters = !IsUnseen(node);
            if (node is IText { Data: var data })
                Append(text, data, IsPreformatted(node));
            else if (node is IElement element && enters)
            {
                if (Breaks(element) && Take(text) is { } before)
                    yield return new Block(before, level);
                level = Blocks.Contains(element.LocalName) ? LevelOf(element) : level;
                if (element.LocalName == "br")
                    text.Append('\n');
                else if (element.LocalName is "td" or "th" && Trimmed(text).Length > 0)
                    text.Append(" | ");
            }

            if (enters && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            // Without recursion: a page may be nested deeper than the stack.
            while (node is not null && node != page.Body && node.NextSibling is null)
            {
                node = node.Parent;
                if (node is IElement left && Breaks(left))
                {
                    if (Take(text) is { } inside)
                        yield return new Block(inside, level);
                    level = 0;
                }
            }

            if (node is IElement done && Breaks(done))
            {
                if (Take(text) is { } last)
                    yield return new Block(last, level);
                level = 0;
            }

            node = node == page.Body ? null : node?.NextSibling;
        }

        if (Take(text) is { } rest)
            yield return new Block(rest, level, Part: 1);
    }

    private static bool IsUnseen(INode node) => node is IElement element && (Unseen.Contains(element.LocalName) || element.HasAttribute("hidden"));

    private static bool Breaks(IElement element) => Blocks.Contains(element.LocalName);

    private static int LevelOf(IElement element) => element.LocalName is ['h', >= '1' and <= '6' and var level] ? level - '0' : 0;

    private static bool IsPreformatted(INode text)
    {
        for (var parent = text.ParentElement; parent is not null; parent = parent.ParentElement)
        {
            if (parent.LocalName == "pre")
                return true;
            if (Breaks(parent))
                return false;
        }

        return false;
    }

    private static void Append(StringBuilder text, string data, bool preformatted)
    {
        foreach (var c in data)
        {
            if (preformatted || !char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && !char.IsWhiteSpace(text[^1]))
                text.Append(' ');
        }
    }

    private static StringBuilder Trimmed(StringBuilder text)
    {
        while (text.Length > 0 && char.IsWhiteSpace(text[^1]))
            text.Length--;
        return text;
    }

    private static string? Take(StringBuilder text)
    {
        var taken = text.ToString().Trim();
        text.Clear();
        return taken.Length == 0 ? null : taken;
    }
}
