using System.Globalization;
using System.Text.RegularExpressions;

namespace JobFunctions.Testing.Memory;

/// <summary>A <c>$filter</c>: comparisons joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses.</summary>
internal sealed partial class TableFilter
{
    private readonly List<string> _tokens;
    private readonly Func<string, MemoryRow, bool> _matches;
    private int _next;

    private TableFilter(string text)
    {
        _tokens = [.. Token.Matches(text).Select(match => match.Value)];
        _matches = _tokens.Count == 0 ? (_, _) => true : Any(isTop: true);
    }

    /// <summary>The partitions that can have matches.</summary>
    public KeyRange Partitions { get; } = new();

    /// <summary>The rows that can match.</summary>
    public KeyRange Rows { get; } = new();

    /// <summary>Whether the ranges say all: every row within them matches.</summary>
    public bool IsRangeOnly { get; private set; } = true;

    public static TableFilter Parse(string? text) => new(text ?? "");

    public bool Matches(string partition, MemoryRow row) => IsRangeOnly || _matches(partition, row);

    private Func<string, MemoryRow, bool> Any(bool isTop)
    {
        // Ranges follow from a plain conjunction only.
        var hasOr = _tokens.Contains("or") || _tokens.Contains("not");
        IsRangeOnly &= !hasOr;
        var left = All(isTop && !hasOr);
        while (TryTake("or"))
        {
            var (one, other) = (left, All(isTop: false));
            left = (partition, row) => one(partition, row) || other(partition, row);
        }

        return left;
    }

    private Func<string, MemoryRow, bool> All(bool isTop)
    {
        var left = One(isTop);
        while (TryTake("and"))
        {
            var (one, other) = (left, One(isTop));
            left = (partition, row) => one(partition, row) && other(partition, row);
        }

        return left;
    }

    private Func<string, MemoryRow, bool> One(bool isTop)
    {
        if (TryTake("not"))
        {
            var inner = One(isTop: false);
            return (partition, row) => !inner(partition, row);
        }

        if (TryTake("("))
        {
            var inner = Any(isTop);
            _ = TryTake(")") ? true : throw new FormatException("a parenthesis is not closed");
            return inner;
        }

        var (name, comparison, literal) = (Take(), Take(), Literal(Take()));
        if (isTop && name == "PartitionKey")
            Partitions.Narrow(comparison, (string)literal);
        else if (isTop && name == "RowKey")
            Rows.Narrow(comparison, (string)literal);
        else
            IsRangeOnly = false;
        return (partition, row) => Compare(name == "PartitionKey" ? partition : row.Value(name), comparison, literal);
    }

    private static bool Compare(object? value, string comparison, object literal)
    {
        if (value is null || value.GetType() != literal.GetType())
            return false;
        var order = value is string text ? string.CompareOrdinal(text, (string)literal) : ((IComparable)value).CompareTo(literal);
        return comparison switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "lt" => order < 0,
            "le" => order <= 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            _ => throw new FormatException($"'{comparison}' is no comparison"),
        };
    }

    private static object Literal(string token)
    {
        if (token.StartsWith('\''))
            return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
        if (token.StartsWith("datetime'", StringComparison.Ordinal))
            return DateTime.Parse(token["datetime'".Length..^1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        return token is "true" or "false" ? token == "true" : double.Parse(token.TrimEnd('L'), CultureInfo.InvariantCulture);
    }

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : throw new FormatException("the filter ends too early");

    private bool TryTake(string token)
    {
        var isNext = _next < _tokens.Count && _tokens[_next] == token;
        _next += isNext ? 1 : 0;
        return isNext;
    }

    [GeneratedRegex("datetime'[^']*'|'(?:[^']|'')*'|[()]|[^\\s()']+")]
    private static partial Regex Token { get; }
}

/// <summary>From where to where keys can match, both ends included or not.</summary>
internal sealed class KeyRange
{
    public string From { get; private set; } = "";

    /// <summary>Null for no end.</summary>
    public string? To { get; private set; }

    private bool _fromIsOut;
    private bool _toIsOut;

    public void Narrow(string comparison, string key)
    {
        if (comparison is "gt" or "ge" or "eq" && string.CompareOrdinal(key, From) >= 0)
            (From, _fromIsOut) = (key, comparison == "gt");
        if (comparison is "lt" or "le" or "eq" && (To is null || string.CompareOrdinal(key, To) <= 0))
            (To, _toIsOut) = (key, comparison == "lt");
    }

    public bool Contains(string key)
    {
        var from = string.CompareOrdinal(key, From);
        var to = To is null ? -1 : string.CompareOrdinal(key, To);
        return (_fromIsOut ? from > 0 : from >= 0) && (_toIsOut ? to < 0 : to <= 0);
    }
}
