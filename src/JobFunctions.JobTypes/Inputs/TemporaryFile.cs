namespace JobFunctions.JobTypes.Inputs;

/// <summary>What is read more than once, or not in its order, lies on the local disk for so long.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 128 << 10;

    /// <summary>A copy of a stream from here on, at its beginning. It is gone when it is closed.</summary>
    public static async Task<Stream> CopyAsync(Stream content, CancellationToken cancellationToken)
    {
        var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await content.CopyToAsync(copy, BufferBytes, cancellationToken);
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
