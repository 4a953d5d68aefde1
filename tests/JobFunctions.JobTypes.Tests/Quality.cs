namespace JobFunctions.JobTypes.Tests;

/// <summary>How well what was found agrees with what a reader labelled.</summary>
internal sealed record Quality(int Found, int Labelled, int Both)
{
    /// <summary>The share of the found that is right.</summary>
    public double Precision => (double)Both / Found;

    /// <summary>The share of the labelled that was found.</summary>
    public double Recall => (double)Both / Labelled;

    public static Quality Of<T>(IReadOnlyCollection<T> found, IReadOnlyCollection<T> labelled) =>
        new(found.Count, labelled.Count, found.Intersect(labelled).Count());

    public override string ToString() => $"precision {Precision:F3}, recall {Recall:F3} ({Both} of {Found} found, of {Labelled} labelled)";
}
