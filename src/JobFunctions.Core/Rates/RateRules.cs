using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Rates;

/// <summary>
/// Some rules, and their text: <c>type:http_request=10/s; owner:*=100/m+20</c>, 10 starts a second of one type, 100 a minute of each owner
/// with 20 at once. Periods are <c>s</c>, <c>m</c>, <c>h</c> and <c>d</c>, with a number before them if need be; names stand percent-encoded.
/// </summary>
public sealed partial class RateRules
{
    /// <summary>As many rules are kept.</summary>
    public const int Most = 100;

    private readonly Dictionary<string, RateRule> _rules;

    private RateRules(IEnumerable<RateRule> rules) => _rules = rules.ToDictionary(rule => rule.Key, StringComparer.Ordinal);

    /// <summary>No rules.</summary>
    public static RateRules None { get; } = new([]);

    /// <summary>Every rule, by key.</summary>
    public IEnumerable<RateRule> All => _rules.Values.OrderBy(rule => rule.Key, StringComparer.Ordinal);

    /// <summary>Whether there are any.</summary>
    public bool Any => _rules.Count > 0;

    /// <summary>Whether a text is a key: a kind and a name.</summary>
    public static bool IsKey(string key) => KeyForm().IsMatch(key);

    /// <summary>Reads the text of some rules.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RateRules? rules)
    {
        rules = null;
        var found = new List<RateRule>();
        foreach (var entry in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = RuleForm().Match(entry);
            if (!match.Success || !TryNumber(match.Groups["starts"], 0, out var starts) || !TryNumber(match.Groups["burst"], 1, out var burst)
                || !TryNumber(match.Groups["times"], 1, out var times))
                return false;
            var period = TimeSpan.FromSeconds(match.Groups["unit"].Value switch { "s" => 1, "m" => 60, "h" => 3_600, _ => 86_400 }) * times;
            if (period > RateRule.LongestPeriod || found.Count == Most || found.Any(rule => rule.Key == KeyOf(match)))
                return false;
            found.Add(new RateRule(KeyOf(match), starts, period, burst));
        }

        rules = new RateRules(found);
        return true;
    }

    /// <summary>These rules with one more, in the place of an older one of its key.</summary>
    public RateRules With(RateRule rule) => new(_rules.Values.Where(other => other.Key != rule.Key).Append(rule));

    /// <summary>These rules without that of a key.</summary>
    public RateRules Without(string key) => new(_rules.Values.Where(other => other.Key != key));

    /// <summary>These rules, with others in the place of those of the same keys.</summary>
    public RateRules Under(RateRules others) => new(_rules.Values.Where(rule => !others._rules.ContainsKey(rule.Key)).Concat(others._rules.Values));

    /// <summary>The rules that a job is under, each with the key that it counts for; none for most jobs.</summary>
    public IReadOnlyList<RateRule> Of(Job job)
    {
        if (_rules.Count == 0)
            return [];
        var found = new List<RateRule>(3);
        Add("type", job.Type);
        Add("owner", job.Owner);
        if (job.RateKey is { } key)
            Add("key", key);
        return found;

        void Add(string kind, string name)
        {
            if ((_rules.TryGetValue($"{kind}:{name}", out var rule) || _rules.TryGetValue($"{kind}:*", out rule)) && rule.Starts > 0)
                found.Add(rule with { Key = $"{kind}:{name}" });
        }
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Join("; ", All.Select(rule => string.Create(
        CultureInfo.InvariantCulture, $"{Escaped(rule.Key)}={rule.Starts}/{rule.Period.TotalSeconds:0}s+{rule.Burst}")));

    private static string KeyOf(Match rule) => $"{rule.Groups["kind"].Value}:{Uri.UnescapeDataString(rule.Groups["name"].Value)}";

    private static string Escaped(string key) =>
        key.IndexOf(':', StringComparison.Ordinal) is var colon && key[(colon + 1)..] == "*" ? key : key[..(colon + 1)] + Uri.EscapeDataString(key[(colon + 1)..]);

    private static bool TryNumber(Group group, int least, out int number)
    {
        number = 1;
        return !group.Success || group.Length == 0
            || (int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= 100_000);
    }

    [GeneratedRegex(@"^(?<kind>type|owner|key):(?<name>[^=;\s]+)\s*=\s*(?<starts>\d+)/(?<times>\d*)(?<unit>[smhd])(\+(?<burst>\d+))?$")]
    private static partial Regex RuleForm();

    [GeneratedRegex(@"^(type|owner|key):.{1,200}$")]
    private static partial Regex KeyForm();
}
