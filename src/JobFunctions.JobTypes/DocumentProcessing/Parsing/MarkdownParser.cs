using System.Runtime.CompilerServices;
using System.Text;
using JobFunctions.JobTypes.Inputs;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MarkdigBlock = Markdig.Syntax.Block;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>
/// Reads Markdown. A large file is cut into sections before headings, outside of code, so only one section is in memory; a link's
/// target that is defined in another section is then not found, which changes no text.
/// </summary>
internal sealed class MarkdownParser : IDocumentParser
{
    private const int SectionAtLeast = 256 << 10;

    /// <summary>Without a heading a section ends at an empty line, and at last anywhere.</summary>
    private const int SectionWithoutHeading = 512 << 10;
    private const int SectionAtMost = 1 << 20;

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseYamlFrontMatter().Build();

    public string Format => "markdown";

    public bool NeedsWholeFile => false;

    public async IAsyncEnumerable<Block> ReadAsync(Stream document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new TextLines(document);
        var section = new StringBuilder();
        var code = default(CodeFence);
        while (await TextParser.NextAsync(lines, SectionAtLeast, cancellationToken) is { } line)
        {
            if (EndsBefore(line, section.Length, code.IsOpen))
            {
                foreach (var block in Parse(section.ToString(), lines.Part))
                    yield return block;
                section.Clear();
            }

            code = code.After(line);
            section.Append(line).Append('\n');
        }

        foreach (var block in Parse(section.ToString(), 1))
            yield return block;
    }

    private static bool EndsBefore(string line, int length, bool inCode) =>
        length >= SectionAtMost
        || (!inCode && length >= SectionAtLeast
            && (line.StartsWith('#') || (length >= SectionWithoutHeading && string.IsNullOrWhiteSpace(line))));

    private static IEnumerable<Block> Parse(string section, double part)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(section, Pipeline);
        }
        catch (ArgumentException tooDeep)
        {
            // Markdig's guard against markup that is nested without end.
            throw new UnreadableDocumentException($"can't be parsed: {tooDeep.Message}", tooDeep);
        }

        foreach (var block in document.Descendants<MarkdigBlock>())
        {
            var text = block switch
            {
                YamlFrontMatterBlock or HtmlBlock or LinkReferenceDefinition => "",
                TableRow row => string.Join(" | ", row.Descendants<LeafBlock>().Select(cell => Text(cell.Inline))),
                CodeBlock lines => lines.Lines.ToString(),
                LeafBlock leaf when leaf.Parent is not TableCell => Text(leaf.Inline),
                _ => "",
            };
            if (!string.IsNullOrWhiteSpace(text))
                yield return new Block(text, block is HeadingBlock heading ? heading.Level : 0, Part: part);
        }
    }

    private static string Text(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines?.Descendants<Inline>() ?? [])
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline link => text.Append(link.Url),
                LineBreakInline { IsHard: true } => text.Append('\n'),
                LineBreakInline => text.Append(' '),
                _ => text,
            };
        }

        return text.ToString();
    }

    /// <summary>Whether a line stands within a fenced block of code, where a # begins no heading.</summary>
    private readonly record struct CodeFence(char Mark, int Length)
    {
        public bool IsOpen => Length > 0;

        public CodeFence After(string line)
        {
            var text = line.AsSpan().TrimStart(' ');
            if (line.Length - text.Length > 3 || text is not ['`' or '~', ..])
                return this;
            var length = text.IndexOfAnyExcept(text[0]) is var end and >= 0 ? end : text.Length;
            if (!IsOpen)
                return length >= 3 ? new CodeFence(text[0], length) : this;
            return text[0] == Mark && length >= Length && text[length..].IsWhiteSpace() ? default : this;
        }
    }
}
