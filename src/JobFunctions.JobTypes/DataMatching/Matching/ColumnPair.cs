namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>A mapping's columns and how much they count.</summary>
internal sealed record WeightedColumns(ColumnPair Columns, double Weight);

/// <summary>Two mapped columns: compares their cells and proposes rows whose cells are alike.</summary>
internal abstract class ColumnPair
{
    /// <summary>
    /// How many rows one mapping looks at for one row of file 1: enough for the rare parts of any text, and what keeps the
    /// work linear when a column has few different values.
    /// </summary>
    protected const int VisitLimit = 2000;

    /// <summary>How alike the cells are, 0 to 1; null when either is empty, which is no evidence for or against a match.</summary>
    public abstract double? Score(int row1, int row2);

    /// <summary>Proposes rows of file 2 for a row of file 1. The estimates of one row reach at most <paramref name="weight"/>.</summary>
    public abstract void Propose(int row1, float weight, CandidateSet candidates);
}
