using System.Runtime.CompilerServices;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.Chunks;

/// <summary>Reads the chunks of several files as one stream.</summary>
internal static class ChunkFiles
{
    /// <summary>What <c>document_processing</c> calls its file.</summary>
    public const string Name = "chunks.jsonl";

    /// <summary>Reads every chunk.</summary>
    /// <param name="job">Whose inputs they are.</param>
    /// <param name="files">The files.</param>
    /// <param name="onPart">Is told how far all of them are read, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<Chunk> ReadAsync(
        IJobContext job, IReadOnlyList<InputFile> files, Action<double> onPart, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (index, file) in files.Index())
        {
            var chunks = JsonLinesReader.ReadAsync(
                job, file.Or(Name), ChunkJson.Default.Chunk, IsWhole, part => onPart((index + part) / files.Count), cancellationToken);
            await foreach (var chunk in chunks)
                yield return chunk;
        }
    }

    // A reader of JSON leaves null what is missing, whatever the declared type says.
    private static bool IsWhole(Chunk chunk) => chunk is { Id: not null, Document: not null, Text: not null, Headings: not null };
}
