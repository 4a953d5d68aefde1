namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>
/// A tree of groups: the two nearest become one, again and again, by Ward's rule, which keeps groups compact and of like size. It has no
/// random start, so the same terms make the same tree.
/// </summary>
internal sealed class Dendrogram
{
    private readonly double _height;

    private Dendrogram(IReadOnlyList<int> items, double height, Dendrogram? left, Dendrogram? right) =>
        (Items, _height, Left, Right) = (items, height, left, right);

    /// <summary>What belongs to the group.</summary>
    public IReadOnlyList<int> Items { get; }

    private Dendrogram? Left { get; }

    private Dendrogram? Right { get; }

    /// <summary>Builds the tree of at least one item.</summary>
    /// <param name="distances">Squared distances; they are used up.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Dendrogram Build(double[,] distances, CancellationToken cancellationToken)
    {
        var count = distances.GetLength(0);
        var groups = Enumerable.Range(0, count).Select(item => (Dendrogram?)new Dendrogram([item], 0, null, null)).ToArray();

        // A chain of nearest neighbours ends at two that are each other's nearest: merging them is what the rule would do at last anyhow.
        var chain = new Stack<int>();
        for (var left = count; left > 1;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (chain.Count == 0)
                chain.Push(Array.FindIndex(groups, group => group is not null));
            var top = chain.Pop();
            var nearest = Nearest(distances, groups, top, chain.TryPeek(out var before) ? before : -1);
            if (chain.Count > 0 && nearest == before)
            {
                chain.Pop();
                Merge(distances, groups, Math.Min(top, before), Math.Max(top, before));
                left--;
            }
            else
            {
                chain.Push(top);
                chain.Push(nearest);
            }
        }

        return Array.Find(groups, group => group is not null)!;
    }

    /// <summary>Parts the group into so many: the loosest is parted first.</summary>
    public IReadOnlyList<Dendrogram> Split(int parts)
    {
        var groups = new List<Dendrogram> { this };
        while (groups.Count < parts && groups.MaxBy(group => group._height) is { Left: { } left, Right: { } right } loosest)
        {
            groups[groups.IndexOf(loosest)] = left;
            groups.Add(right);
        }

        return groups;
    }

    private static int Nearest(double[,] distances, Dendrogram?[] groups, int of, int before)
    {
        // The one before wins a tie, or the chain would go in circles.
        var nearest = before;
        for (var other = 0; other < groups.Length; other++)
        {
            if (other != of && groups[other] is not null && (nearest < 0 || distances[of, other] < distances[of, nearest]))
                nearest = other;
        }

        return nearest;
    }

    private static void Merge(double[,] distances, Dendrogram?[] groups, int one, int other)
    {
        var (left, right, apart) = (groups[one]!, groups[other]!, distances[one, other]);
        double sizeOfLeft = left.Items.Count, sizeOfRight = right.Items.Count;
        groups[one] = new Dendrogram([.. left.Items, .. right.Items], apart, left, right);
        groups[other] = null;
        for (var third = 0; third < groups.Length; third++)
        {
            if (third == one || groups[third] is not { } group)
                continue;
            double size = group.Items.Count;
            distances[one, third] = distances[third, one] =
                ((sizeOfLeft + size) * distances[one, third] + (sizeOfRight + size) * distances[other, third] - size * apart)
                / (sizeOfLeft + sizeOfRight + size);
        }
    }
}
