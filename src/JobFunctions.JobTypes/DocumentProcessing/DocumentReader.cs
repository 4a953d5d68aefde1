using System.Runtime.CompilerServices;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DocumentProcessing.Parsing;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Opens a document, finds out its format and reads its blocks.</summary>
internal sealed class DocumentReader(IJobContext job, InputFile file)
{
    /// <summary>Known once the document is open.</summary>
    public string? Format { get; private set; }

    /// <exception cref="UnreadableDocumentException">It is broken, or there is none of this name.</exception>
    public async IAsyncEnumerable<Block> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stored = await OpenAsync(cancellationToken);
        var head = new byte[DocumentFormats.Head];
        var length = await stored.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        stored.Position = 0;
        var parser = DocumentFormats.Find(file.File ?? "", head.AsSpan(0, length));
        Format = parser.Format;

        await using var document = parser.NeedsWholeFile ? await LocalCopy.OfAsync(stored, cancellationToken) : stored;
        await foreach (var block in parser.ReadAsync(document, cancellationToken))
            yield return block;
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await file.OpenAsync(job, cancellationToken);
        }
        catch (PermanentJobException missing)
        {
            throw new UnreadableDocumentException(missing.Message, missing);
        }
    }
}
