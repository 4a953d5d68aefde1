using System.Globalization;

namespace JobFunctions.Core.Jobs;

/// <summary>
/// What happened to a job, in the order in which it was committed: a part of the job's row, so that it costs no request. It is a text of
/// one line an event, since every change adds to it and few read it. Bounded: the first events and the latest ones are kept.
/// </summary>
/// <param name="Lines">The events that are kept, each followed by a line feed.</param>
/// <param name="Dropped">How many between the first and the latest ones were dropped.</param>
public sealed record JobTimeline(string Lines, int Dropped)
{
    /// <summary>How many of the first events are always kept.</summary>
    public const int First = 10;

    /// <summary>How many events are kept at most.</summary>
    public const int MaxEvents = 110;

    /// <summary>How many characters of the row's 32,768 a property may have it takes at most, in about.</summary>
    public const int MaxCharacters = 12_000;

    private const int MaxDetail = 300;
    private const int MaxInstance = 100;

    /// <summary>Nothing has happened yet.</summary>
    public static JobTimeline Empty { get; } = new("", 0);

    /// <summary>Everything that is known of a job, the oldest first, with the numbers that the events keep when others are dropped.</summary>
    public static IReadOnlyList<NumberedEvent> Of(Job job)
    {
        var submitted = new JobEvent(
            job.CreatedAt,
            JobEventKinds.Submitted,
            0,
            null,
            job.ScheduledAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"for {at:u}") : null);
        var events = job.Timeline.Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read);
        return
        [
            new NumberedEvent(1, submitted),
            .. events.Select((happened, i) => new NumberedEvent(i + 2 + (i < First ? 0 : job.Timeline.Dropped), happened)),
        ];
    }

    /// <summary>This, with one more event at its end.</summary>
    public JobTimeline Add(JobEvent happened)
    {
        var lines = $"{Lines}{Write(happened)}\n";
        var count = lines.AsSpan().Count('\n');
        if (count <= MaxEvents && lines.Length <= MaxCharacters)
            return this with { Lines = lines };

        var kept = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var (over, characters) = (0, lines.Length);
        for (; (count - over > MaxEvents || characters > MaxCharacters) && First + over < kept.Count - 1; over++)
            characters -= kept[First + over].Length + 1;
        kept.RemoveRange(First, over);
        return new JobTimeline(string.Concat(kept.Select(line => line + '\n')), Dropped + over);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static JobTimeline Parse(string? text)
    {
        var end = text?.IndexOf('\n', StringComparison.Ordinal) ?? -1;
        return end > 0 && int.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var dropped)
            ? new JobTimeline(text![(end + 1)..], dropped)
            : Empty;
    }

    /// <summary>As a row holds it; null when there is nothing.</summary>
    public string? ToText() => Lines.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Dropped}\n{Lines}");

    private static string Write(JobEvent happened) => string.Create(
        CultureInfo.InvariantCulture,
        $"{happened.At.ToUnixTimeMilliseconds()}\t{happened.Kind}\t{happened.Attempt}\t{OneLine(happened.Instance, MaxInstance)}\t{OneLine(happened.Detail, MaxDetail)}");

    // A line that somebody wrote by hand may be anything: it must not hide the others.
    private static JobEvent Read(string line)
    {
        var parts = line.Split('\t', 5);
        return parts.Length == 5
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_800_000
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new JobEvent(DateTimeOffset.FromUnixTimeMilliseconds(at), parts[1], attempt, Text(parts[3]), Text(parts[4]))
            : new JobEvent(DateTimeOffset.UnixEpoch, "unreadable", 0, null, null);
    }

    private static string? Text(string part) => part.Length == 0 ? null : part;

    private static string OneLine(string? text, int length)
    {
        if (text is null)
            return "";
        var cut = text.Cut(length);
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)) : cut;
    }
}

/// <summary>An event of a job's timeline.</summary>
/// <param name="Number">Its place among all events of the job, from 1.</param>
/// <param name="Event">What happened.</param>
public sealed record NumberedEvent(int Number, JobEvent Event);
