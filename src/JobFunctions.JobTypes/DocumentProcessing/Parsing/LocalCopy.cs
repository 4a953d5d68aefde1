namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>
/// A copy of a document on the local disk, gone when it is closed. Formats with a table of contents at their end jump about, and each
/// jump within a blob would load a block again.
/// </summary>
internal static class LocalCopy
{
    private const long MaxBytes = 512 << 20;
    private const int BufferBytes = 128 << 10;

    public static async Task<Stream> OfAsync(Stream document, CancellationToken cancellationToken)
    {
        if (document.CanSeek && document.Length > MaxBytes)
            throw new UnreadableDocumentException($"is too large: at most {MaxBytes >> 20} MiB for this format");
        var copy = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Truncate,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        });
        try
        {
            await document.CopyToAsync(copy, BufferBytes, cancellationToken);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }
}
