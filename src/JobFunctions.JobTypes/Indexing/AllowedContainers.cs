using JobFunctions.Core.Storage;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>The containers that the operator allows, each for everybody or for one program.</summary>
internal sealed class AllowedContainers
{
    private readonly List<(string Container, string? Program)> _allowed = [];

    public AllowedContainers(string? setting)
    {
        foreach (var entry in (setting ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = entry.IndexOf('@', StringComparison.Ordinal);
            _allowed.Add(at < 0 ? (entry, null) : (entry[..at], entry[(at + 1)..]));
        }
    }

    /// <summary>Whether every entry names a container that is not the service's own.</summary>
    public bool AreSound => _allowed.All(entry => entry.Container.Length > 0 && entry.Program is not "" && !StoredFolder.IsReserved(entry.Container));

    /// <summary>Whether some job may index it.</summary>
    public bool Knows(string container) => _allowed.Any(entry => entry.Container == container);

    /// <summary>Whether a job of a program may. That its submitter had the right to the program was looked at when it was submitted.</summary>
    public bool Allow(string container, string? program) =>
        _allowed.Any(entry => entry.Container == container && (entry.Program is null || entry.Program == program));
}
