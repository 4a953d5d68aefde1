namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>How alike two numbers or two dates are, 0 to 1.</summary>
internal static class ValueSimilarity
{
    private const double DaysToZero = 30;

    /// <summary>95 and 100 differ by 5 % of the larger: 0.95.</summary>
    public static double OfNumbers(double a, double b) =>
        a == b ? 1 : Math.Max(0, 1 - Math.Abs(a - b) / Math.Max(Math.Abs(a), Math.Abs(b)));

    /// <summary>Falls evenly from the same day to 30 days apart.</summary>
    public static double OfDays(double a, double b) => Math.Max(0, 1 - Math.Abs(a - b) / DaysToZero);
}
