namespace JobFunctions.Infra.Tests;

/// <summary>A copy of infra/ for what the compiler writes beside its input.</summary>
internal sealed class InfraCopy : IDisposable
{
    public InfraCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra")))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("infra-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
