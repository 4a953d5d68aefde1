using System.Collections.Immutable;
using System.Globalization;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The flow of jobs in the past: by minutes for the last hour, by hours for the last days. Each process keeps its own beside its counters,
/// in the row that each of its transactions writes anyway; pieces of time in which nothing happened take no room.
/// </summary>
public sealed class JobHistory
{
    /// <summary>How far back it goes.</summary>
    public const int MaxHours = 72;

    private const int MaxMinutes = 60;

    private readonly ImmutableSortedDictionary<long, JobFlow> _minutes;
    private readonly ImmutableSortedDictionary<long, JobFlow> _hours;

    private JobHistory(ImmutableSortedDictionary<long, JobFlow> minutes, ImmutableSortedDictionary<long, JobFlow> hours) =>
        (_minutes, _hours) = (minutes, hours);

    /// <summary>Nothing.</summary>
    public static JobHistory Empty { get; } = new(ImmutableSortedDictionary<long, JobFlow>.Empty, ImmutableSortedDictionary<long, JobFlow>.Empty);

    /// <summary>The sum of two.</summary>
    public static JobHistory operator +(JobHistory left, JobHistory right) =>
        new(Sum(left._minutes, right._minutes), Sum(left._hours, right._hours));

    /// <summary>The last hours, the oldest first, without gaps; the last piece is the one that is not over.</summary>
    /// <param name="hours">1 to <see cref="MaxHours"/>; of a single hour the minutes are told.</param>
    /// <param name="now">What time it is.</param>
    public (TimeSpan Length, IReadOnlyList<FlowBucket> Buckets) Last(int hours, DateTimeOffset now)
    {
        var (pieces, length, count) = hours == 1 ? (_minutes, TimeSpan.FromMinutes(1), MaxMinutes) : (_hours, TimeSpan.FromHours(1), hours);
        var last = Piece(now, length);
        return (length, [.. Enumerable.Range(0, count).Select(i => last - count + 1 + i)
            .Select(piece => new FlowBucket(DateTimeOffset.UnixEpoch + (piece * length), pieces.GetValueOrDefault(piece)))]);
    }

    /// <summary>What a change adds.</summary>
    internal static JobHistory Of(JobChange change)
    {
        if (change.After is not { } after)
            return Empty;
        var history = change.Before is null ? Empty.Plus(after.CreatedAt, new JobFlow(1, 0, 0, 0)) : Empty;
        return after is { EndedAt: { } ended } && change.Before?.Status != after.Status ? history.Plus(ended, JobFlow.OfEnd(after.Status)) : history;
    }

    /// <summary>This without what is too old to be told.</summary>
    internal JobHistory Since(DateTimeOffset now) => new(
        _minutes.RemoveRange(_minutes.Keys.TakeWhile(piece => piece <= Piece(now, TimeSpan.FromMinutes(1)) - MaxMinutes)),
        _hours.RemoveRange(_hours.Keys.TakeWhile(piece => piece <= Piece(now, TimeSpan.FromHours(1)) - MaxHours)));

    internal static JobHistory Parse(string? minutes, string? hours) => new(Read(minutes), Read(hours));

    /// <summary>As a row holds it, each null when empty: <c>piece:submitted,completed,failed,cancelled;…</c>, where nothing stands for 0.</summary>
    internal (string? Minutes, string? Hours) ToText() => (Write(_minutes), Write(_hours));

    private JobHistory Plus(DateTimeOffset at, JobFlow flow) => new(
        Plus(_minutes, Piece(at, TimeSpan.FromMinutes(1)), flow), Plus(_hours, Piece(at, TimeSpan.FromHours(1)), flow));

    private static ImmutableSortedDictionary<long, JobFlow> Plus(ImmutableSortedDictionary<long, JobFlow> pieces, long piece, JobFlow flow) =>
        pieces.SetItem(piece, pieces.GetValueOrDefault(piece) + flow);

    private static ImmutableSortedDictionary<long, JobFlow> Sum(
        ImmutableSortedDictionary<long, JobFlow> left, ImmutableSortedDictionary<long, JobFlow> right) =>
        right.Aggregate(left, (sum, piece) => Plus(sum, piece.Key, piece.Value));

    private static long Piece(DateTimeOffset at, TimeSpan length) => (at - DateTimeOffset.UnixEpoch).Ticks / length.Ticks;

    private static string? Write(ImmutableSortedDictionary<long, JobFlow> pieces) => pieces.IsEmpty
        ? null
        : string.Join(';', pieces.Select(piece => string.Create(
            CultureInfo.InvariantCulture,
            $"{piece.Key}:{piece.Value.Submitted:#},{piece.Value.Completed:#},{piece.Value.Failed:#},{piece.Value.Cancelled:#}")));

    // What somebody damaged by hand is left out: counters are read with it.
    private static ImmutableSortedDictionary<long, JobFlow> Read(string? text)
    {
        var pieces = ImmutableSortedDictionary.CreateBuilder<long, JobFlow>();
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = part.Split(':', ',');
            if (fields.Length == 5 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var piece))
                pieces[piece] = new JobFlow(Number(fields[1]), Number(fields[2]), Number(fields[3]), Number(fields[4]));
        }

        return pieces.ToImmutable();
    }

    private static long Number(string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
