using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace JobFunctions.Http;

/// <summary>Reads a body line by line as it arrives; of a line no more is held than it may have.</summary>
internal static class JsonLines
{
    /// <param name="body">The body.</param>
    /// <param name="longest">The most bytes of a line.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Every line that is not blank; null stands for one that is too long.</returns>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(PipeReader body, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isTooLong = false;
        for (var isAtEnd = false; !isAtEnd;)
        {
            var read = await body.ReadAsync(cancellationToken);
            isAtEnd = read.IsCompleted;
            var lines = new List<byte[]?>();
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Add(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (isAtEnd)
                Add(rest);

            // What is too long already is thrown away as it comes.
            if (isAtEnd || rest.Length > longest)
                (isTooLong, rest) = (!isAtEnd, rest.Slice(rest.End));

            // Before the lines are handed out: whoever takes them may stop at any of them.
            body.AdvanceTo(rest.Start, rest.End);
            foreach (var line in lines)
                yield return line;

            void Add(ReadOnlySequence<byte> line)
            {
                if (isTooLong || line.Length > longest)
                    lines.Add(null);
                else if (!IsBlank(line))
                    lines.Add(line.ToArray());
                isTooLong = false;
            }
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }

        return true;
    }
}
