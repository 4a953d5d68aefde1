using System.Collections.Concurrent;

namespace JobFunctions.Bench;

/// <summary>Times of one kind.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public void AddTo(Report report, string section, string measure, string target = "", string note = "")
    {
        double[] sorted = [.. _milliseconds.Order()];
        report.Add(section, $"{measure}, mean", sorted.Length == 0 ? double.NaN : sorted.Average(), "ms", target, note);
        foreach (var percent in new[] { 50, 95, 99 })
            report.Add(section, $"{measure}, p{percent}", At(sorted, percent), "ms");
    }

    private static double At(double[] sorted, int percent) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
}
