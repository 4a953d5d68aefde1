using System.Text.Json;

namespace JobFunctions.LocalHost.Demo;

/// <summary>How good the found matches are, measured against the truth.</summary>
/// <param name="Found">Pairs found.</param>
/// <param name="Right">Those of them that are true.</param>
/// <param name="Expected">True pairs there are.</param>
internal sealed record MatchQuality(int Found, int Right, int Expected)
{
    private const double LeastPrecision = 0.95;
    private const double LeastRecall = 0.90;

    /// <summary>What the service promises for the sample, in words.</summary>
    public static string Promise => $"precision {LeastPrecision:F2} and recall {LeastRecall:F2} are promised";

    /// <summary>The share of the found pairs that is true.</summary>
    public double Precision => Found == 0 ? 0 : (double)Right / Found;

    /// <summary>The share of the true pairs that was found.</summary>
    public double Recall => Expected == 0 ? 0 : (double)Right / Expected;

    /// <summary>Whether the matching is as good as promised.</summary>
    public bool IsReached => Precision >= LeastPrecision && Recall >= LeastRecall;

    /// <summary>Measures the rows of a <c>matched_results.json</c> made from the sample.</summary>
    public static MatchQuality Of(JsonElement matchedRows, IReadOnlySet<(string Id1, string Id2)> truth)
    {
        var right = matchedRows.EnumerateArray().Count(row => truth.Contains((
            row.GetProperty("file1").GetProperty("customer_id").GetString()!,
            row.GetProperty("file2").GetProperty("id").GetString()!)));
        return new MatchQuality(matchedRows.GetArrayLength(), right, truth.Count);
    }
}
