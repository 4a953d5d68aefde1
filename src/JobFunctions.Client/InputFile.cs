namespace JobFunctions.Client;

/// <summary>A file that is sent with a submit, and goes with the job.</summary>
/// <param name="Name">What the config calls it.</param>
/// <param name="Open">Opens its content; called again for every retry.</param>
public sealed record InputFile(string Name, Func<Stream> Open)
{
    /// <summary>A file of this machine.</summary>
    public static InputFile FromPath(string path) => new(Path.GetFileName(path), () => File.OpenRead(path));
}
