namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>
/// Gives each term a place: near to those that stand with the same others (positive pointwise mutual information), and to those that
/// share a word with it.
/// </summary>
internal static class TermVectors
{
    /// <summary>How much a shared word counts against shared company.</summary>
    private const double WordShare = 0.35;

    /// <summary>The squared distance of each two terms, 0 to 2.</summary>
    public static double[,] Distances(IReadOnlyList<string> normals, double[,] together, long chunks)
    {
        var company = normals.Index().Select(term => Unit(Company(term.Index, together, chunks))).ToList();
        var words = normals.Select(normal => normal.Split(' ')).ToList();
        var distances = new double[normals.Count, normals.Count];
        for (var i = 0; i < normals.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var shared = words[i].Intersect(words[j]).Count() / Math.Sqrt((double)words[i].Length * words[j].Length);
                var likeness = (1 - WordShare) * Dot(company[i], company[j]) + WordShare * shared;
                distances[i, j] = distances[j, i] = 2 - 2 * likeness;
            }
        }

        return distances;
    }

    private static double[] Company(int term, double[,] together, long chunks)
    {
        var row = new double[together.GetLength(0)];
        for (var other = 0; other < row.Length; other++)
        {
            if (together[term, other] > 0)
                row[other] = Math.Max(0, Math.Log(together[term, other] * chunks / (together[term, term] * together[other, other])));
        }

        return row;
    }

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        return length == 0 ? vector : [.. vector.Select(value => value / length)];
    }

    private static double Dot(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }
}
