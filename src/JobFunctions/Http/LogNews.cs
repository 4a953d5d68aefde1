using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Http;

/// <summary>A job's log as a stream: lines as they are written. An event's id is the attempt and how many bytes of its log are known.</summary>
internal sealed class LogNews(JobLogs logs) : IJobNews
{
    /// <summary>A line takes less, so each piece ends with a whole one.</summary>
    private const int PieceBytes = 32 * 1024;

    public TimeSpan LookEvery { get; } = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<SentEvent> SinceAsync(Job job, string known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, position) = Read(known);
        var attempts = first == job.Attempt ? [first] : await logs.AttemptsAsync(job.Id, cancellationToken);
        foreach (var attempt in attempts.Where(attempt => attempt >= first && attempt > 0))
        {
            await foreach (var (text, end) in PiecesAsync(job.Id, attempt, attempt == first ? position : 0, cancellationToken))
            {
                yield return new SentEvent(
                    string.Create(CultureInfo.InvariantCulture, $"{attempt}-{end}"),
                    "job_log",
                    JsonSerializer.Serialize(new LogPieceView(attempt, text), ApiJson.Web.LogPieceView));
            }
        }
    }

    private async IAsyncEnumerable<(string Text, long End)> PiecesAsync(
        JobId id, int attempt, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var log = await logs.OpenAsync(id, attempt, position, cancellationToken);
        if (log is null)
            yield break;
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var filled = 0;
            int read;
            do
            {
                read = await log.ReadAtLeastAsync(buffer.AsMemory(filled), buffer.Length - filled, throwOnEndOfStream: false, cancellationToken);
                filled += read;
                var lines = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
                if (lines == 0)
                    yield break;
                position += lines;
                yield return (Encoding.UTF8.GetString(buffer, 0, lines), position);
                buffer.AsSpan(lines, filled - lines).CopyTo(buffer);
                filled -= lines;
            }
            while (read > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (int Attempt, int Position) Read(string known)
    {
        var parts = known.Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? (attempt, position)
            : (0, 0);
    }
}

/// <summary>Some lines of an attempt's log, each with a line feed.</summary>
public sealed record LogPieceView(int Attempt, string Text);
