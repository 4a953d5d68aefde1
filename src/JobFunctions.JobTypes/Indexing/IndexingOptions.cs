namespace JobFunctions.JobTypes.Indexing;

/// <summary>What may be indexed; the section <c>Indexing</c> of the configuration.</summary>
public sealed class IndexingOptions
{
    /// <summary>
    /// The containers of the storage account that jobs may index besides their owners' files, separated by commas:
    /// <c>manuals, reports@1</c>. One with a program is for the jobs of that program alone.
    /// </summary>
    public string? Containers { get; set; }

    /// <summary>A files API that speaks Google Drive's, version 3.</summary>
    public string DriveEndpoint { get; set; } = "https://www.googleapis.com/drive/v3";

    /// <summary>How much of a file's text goes into the index.</summary>
    public int MaxTextBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>How many items one job takes.</summary>
    public int MaxItems { get; set; } = 100_000;
}
