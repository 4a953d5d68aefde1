using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Inputs;

/// <summary>Reads a file with one JSON object in each line; one line is in memory at a time.</summary>
internal static class JsonLinesReader
{
    /// <summary>Reads every line. A line that does not fit fails the job and is named.</summary>
    /// <param name="job">Whose input it is.</param>
    /// <param name="file">The file.</param>
    /// <param name="type">What stands in a line.</param>
    /// <param name="isWhole">Whether an object has all that it needs: a reader of JSON leaves null what is missing.</param>
    /// <param name="onPart">Is told after each line how far the file is read, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IJobContext job, InputFile file, JsonTypeInfo<T> type, Func<T, bool> isWhole, Action<double> onPart,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await using var input = await file.OpenAsync(job, cancellationToken);
        using var lines = new TextLines(input);
        for (var number = 1L; await ReadLineAsync(lines, file, cancellationToken) is { } line; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (lines.LineWasCut)
                throw Broken(file, number, $"is longer than {TextLines.MaxLine} characters", null);
            yield return Parse(line, type, file, number) is { } value && isWhole(value)
                ? value
                : throw Broken(file, number, $"is no {typeof(T).Name.ToLowerInvariant()}", null);
            onPart(lines.Part);
        }
    }

    private static async ValueTask<string?> ReadLineAsync(TextLines lines, InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException broken)
        {
            throw new PermanentJobException($"{file.Name} {broken.Message}", broken);
        }
    }

    private static T? Parse<T>(string line, JsonTypeInfo<T> type, InputFile file, long number) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException broken)
        {
            throw Broken(file, number, $"is not as it must be: {broken.Message}", broken);
        }
    }

    private static PermanentJobException Broken(InputFile file, long line, string what, Exception? cause) =>
        new($"{file.Name}, line {line} {what}", cause!);
}
