using System.Globalization;
using System.Text.RegularExpressions;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>Reads what a list shall hold from the query string.</summary>
internal static partial class ListQuery
{
    /// <summary>What a fingerprint has to be.</summary>
    public const string NoFingerprint = "must be what error_fingerprint or jobs/failed/groups gave";

    private const int DefaultLimit = 50;

    /// <exception cref="InvalidRequestException">A parameter is wrong.</exception>
    public static JobQuery Read(IQueryCollection query, RequestOptions limits) => new()
    {
        Status = StatusOf(query, "status"),
        Owner = Text(query, "user_id"),
        Program = Text(query, "program_id"),
        Type = Text(query, "type"),
        Tag = Text(query, "tag"),
        Text = Text(query, "q"),
        Fingerprint = Fingerprint(query),
        Limit = Limit(query, DefaultLimit, limits),
        Cursor = Cursor(query),
    };

    /// <summary>A status in any document's words; null when the parameter is absent.</summary>
    public static JobStatus? StatusOf(IQueryCollection query, string name)
    {
        if (Text(query, name) is not { } word)
            return null;
        return JobStatuses.TryParse(word, out var status)
            ? status
            : throw new InvalidRequestException(name, $"must be one of: {string.Join(", ", JobStatuses.All.Select(known => known.ToWord()))}");
    }

    public static int Limit(IQueryCollection query, int defaultLimit, RequestOptions limits)
    {
        if (Text(query, "limit") is not { } text)
            return defaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= limits.MaxPage
            ? limit
            : throw new InvalidRequestException("limit", $"must be a whole number between 1 and {limits.MaxPage}");
    }

    private static string? Fingerprint(IQueryCollection query) =>
        Text(query, "fingerprint") is not { } fingerprint || ErrorFingerprint.IsOne(fingerprint)
            ? Text(query, "fingerprint")
            : throw new InvalidRequestException("fingerprint", NoFingerprint);

    private static string? Cursor(IQueryCollection query) =>
        Text(query, "cursor") is not { } cursor || CursorForm().IsMatch(cursor)
            ? Text(query, "cursor")
            : throw new InvalidRequestException("cursor", "must be what a Link header or next_cursor gave");

    /// <summary>A parameter's text; null when it is absent or empty.</summary>
    public static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    [GeneratedRegex("^[0-9a-f]{12}_[0-9a-f]{32}$")]
    private static partial Regex CursorForm();
}
