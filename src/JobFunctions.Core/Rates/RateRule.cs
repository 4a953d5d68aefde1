using System.Globalization;

namespace JobFunctions.Core.Rates;

/// <summary>How often jobs of a key may start.</summary>
/// <param name="Key"><c>type:</c>, <c>owner:</c> or <c>key:</c> with a name, or with <c>*</c> for each name by itself.</param>
/// <param name="Starts">How many starts a period; 0 for any number.</param>
/// <param name="Period">A second to a day, in whole seconds.</param>
/// <param name="Burst">How many may start at once after a pause.</param>
public sealed record RateRule(string Key, int Starts, TimeSpan Period, int Burst = 1)
{
    /// <summary>The largest number of starts and of a burst.</summary>
    public const int Largest = 10_000;

    /// <summary>The longest period.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(1);

    /// <summary>The time from one start to the next.</summary>
    public TimeSpan Interval => Period / Starts;

    /// <summary>How much earlier than its turn a start of a burst may be.</summary>
    public TimeSpan Tolerance => Interval * (Burst - 1);

    /// <summary>In words.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"no more than {Starts} starts every {Period.TotalSeconds:0} s for {Key}");
}
