namespace JobFunctions.Core.Rates;

/// <summary>
/// Generic cell rate algorithm: of each key only the time is kept at which its next start would be on pace. A start that comes before is
/// put off to it, or to as much earlier as a burst allows. Pure.
/// </summary>
internal sealed class RatePlan(IReadOnlyDictionary<string, DateTimeOffset> paces)
{
    private readonly Dictionary<string, DateTimeOffset> _paces = new(paces, StringComparer.Ordinal);

    /// <summary>The pace of each key after what was reserved.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Paces => _paces;

    /// <summary>Reserves the first time at which a job may start under all of its rules.</summary>
    public DateTimeOffset Reserve(IReadOnlyList<RateRule> rules, DateTimeOffset now)
    {
        var start = now;
        foreach (var rule in rules)
        {
            if (_paces.TryGetValue(rule.Key, out var pace) && pace - rule.Tolerance > start)
                start = pace - rule.Tolerance;
        }

        foreach (var rule in rules)
            _paces[rule.Key] = (_paces.TryGetValue(rule.Key, out var pace) && pace > start ? pace : start) + rule.Interval;
        return start;
    }
}
