using System.Runtime.CompilerServices;

namespace JobFunctions.Core.Storage;

/// <summary>Merges sequences that are in order into one that is.</summary>
internal static class OrderedMerge
{
    /// <param name="parts">The sequences; each is read as it is needed.</param>
    /// <param name="key">What they are in order of, by its characters.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<T> Of<T>(
        IReadOnlyList<IAsyncEnumerable<T>> parts, Func<T, string> key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = new PriorityQueue<IAsyncEnumerator<T>, string>(StringComparer.Ordinal);
        var readers = parts.Select(part => part.GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            foreach (var reader in readers)
            {
                if (await reader.MoveNextAsync())
                    heads.Enqueue(reader, key(reader.Current));
            }

            while (heads.TryDequeue(out var reader, out _))
            {
                yield return reader.Current;
                if (await reader.MoveNextAsync())
                    heads.Enqueue(reader, key(reader.Current));
            }
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }
}
