namespace JobFunctions.Client;

/// <summary>A stream to send again from where it stood at first, that outlives the requests.</summary>
internal sealed class Rewound(Stream stream)
{
    private readonly long _start = stream.CanSeek ? stream.Position : 0;

    /// <summary>The content for one try.</summary>
    public HttpContent Content()
    {
        if (stream.CanSeek)
            stream.Position = _start;
        return new Borrowed(stream);
    }

    // A request disposes of its content, and that of its stream.
    private sealed class Borrowed(Stream stream) : StreamContent(stream)
    {
        protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
    }
}
