namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Reads documents of one format.</summary>
internal interface IDocumentParser
{
    /// <summary>The format's name, as results show it.</summary>
    string Format { get; }

    /// <summary>Whether it jumps about in the file, which is then copied to the local disk first.</summary>
    bool NeedsWholeFile { get; }

    /// <summary>Reads a document as a stream of blocks.</summary>
    /// <exception cref="UnreadableDocumentException">The document is broken, or no document of this format.</exception>
    IAsyncEnumerable<Block> ReadAsync(Stream document, CancellationToken cancellationToken);
}
