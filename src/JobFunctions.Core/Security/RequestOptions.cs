namespace JobFunctions.Core.Security;

/// <summary>How much one request or one caller may ask for; the section <c>Requests</c> of the configuration.</summary>
public sealed class RequestOptions
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public int MaxJsonBytes { get; set; } = 1024 * 1024;

    /// <summary>How deep objects and lists may stand in each other, the config's included.</summary>
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>The largest config, in characters of JSON.</summary>
    public int MaxConfigCharacters { get; set; } = 1024 * 1024;

    /// <summary>The longest name of a job, in characters.</summary>
    public int MaxName { get; set; } = 200;

    /// <summary>How many tags a job may have.</summary>
    public int MaxTags { get; set; } = 20;

    /// <summary>The longest tag, in characters.</summary>
    public int MaxTag { get; set; } = 100;

    /// <summary>The largest page of a list.</summary>
    public int MaxPage { get; set; } = 500;

    /// <summary>How many streams and long polls of one user an instance serves at once; 0 for any number.</summary>
    public int StreamsPerUser { get; set; } = 250;

    /// <summary>How many jobs one user may submit within a minute, on each instance; 0 for any number.</summary>
    public int SubmitsPerMinute { get; set; } = 600;

    // A name stands in up to four rows, the default page has a hundred entries, and whoever reads a config takes 64 levels.
    internal bool IsValid =>
        this is
        {
            MaxJsonBytes: >= 1024 and <= 16 * 1024 * 1024,
            MaxJsonDepth: >= 2 and <= 64,
            MaxConfigCharacters: >= 100,
            MaxName: >= 1 and <= 1000,
            MaxTags: >= 0 and <= 50,
            MaxTag: >= 1 and <= 200,
            MaxPage: >= 100 and <= 500,
            StreamsPerUser: >= 0,
            SubmitsPerMinute: >= 0,
        };
}
