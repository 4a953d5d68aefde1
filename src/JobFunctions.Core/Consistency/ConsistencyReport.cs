namespace JobFunctions.Core.Consistency;

/// <summary>What was found, and what was mended.</summary>
/// <param name="CheckedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Jobs">How many jobs were looked at.</param>
/// <param name="IsComplete">False when the time was over before everything was looked at.</param>
/// <param name="BusyShards">Shards whose counters could not be judged: changes were committed all the time, or a row's status can't be read.</param>
/// <param name="LimitsAreBusy">Whether the rows of the limits could not be judged: decisions were made all the time.</param>
/// <param name="Findings">Every kind.</param>
public sealed record ConsistencyReport(
    DateTimeOffset CheckedAt, TimeSpan Duration, long Jobs, bool IsComplete, IReadOnlyList<int> BusyShards, bool LimitsAreBusy,
    IReadOnlyDictionary<FindingKind, KindFindings> Findings);

/// <summary>The findings of one kind.</summary>
/// <param name="Found">How many there are.</param>
/// <param name="Mended">How many of them are mended.</param>
/// <param name="Examples">The first of them, in words.</param>
public sealed record KindFindings(long Found, long Mended, IReadOnlyList<string> Examples);
