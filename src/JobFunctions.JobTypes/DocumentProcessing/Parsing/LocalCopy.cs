using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>
/// A copy of a document on the local disk, gone when it is closed. Formats with a table of contents at their end jump about, and each
/// jump within a blob would load a block again.
/// </summary>
internal static class LocalCopy
{
    private const long MaxBytes = 512 << 20;

    public static Task<Stream> OfAsync(Stream document, CancellationToken cancellationToken) => document.CanSeek && document.Length > MaxBytes
        ? throw new UnreadableDocumentException($"is too large: at most {MaxBytes >> 20} MiB for this format")
        : TemporaryFile.CopyAsync(document, cancellationToken);
}
