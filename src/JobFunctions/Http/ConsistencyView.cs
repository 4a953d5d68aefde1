using JobFunctions.Core.Consistency;

namespace JobFunctions.Http;

/// <summary>What the reconciler would mend, and what the fast rounds would.</summary>
public sealed record ConsistencyView(
    DateTimeOffset CheckedAt, double DurationSeconds, bool Complete, bool Consistent, long JobsChecked, IReadOnlyList<int> ShardsBusy,
    bool LimitsBusy, ConsistencyFindingsView Findings)
{
    internal static ConsistencyView Of(ConsistencyReport report) => new(
        report.CheckedAt,
        Math.Round(report.Duration.TotalSeconds, 3),
        report.IsComplete,
        report.Findings.Values.All(findings => findings.Found == 0),
        report.Jobs,
        report.BusyShards,
        report.LimitsAreBusy,
        ConsistencyFindingsView.Of(report.Findings));
}

/// <summary>The findings of each kind.</summary>
public sealed record ConsistencyFindingsView(
    FindingsView StatusRows, FindingsView OwnerRows, FindingsView ProgramRows, FindingsView BatchRows, FindingsView StrayRows, FindingsView UnreadableRows,
    FindingsView Counters, FindingsView LimitGate, FindingsView LimitUsers, FindingsView LimitHeads, FindingsView WaitingRows,
    FindingsView Blobs, FindingsView StuckJobs, FindingsView LostBells, FindingsView LeftOverSlots, FindingsView UntoldEnds)
{
    internal static ConsistencyFindingsView Of(IReadOnlyDictionary<FindingKind, KindFindings> findings)
    {
        return new ConsistencyFindingsView(
            View(FindingKind.StatusRows), View(FindingKind.OwnerRows), View(FindingKind.ProgramRows), View(FindingKind.BatchRows), View(FindingKind.StrayRows),
            View(FindingKind.UnreadableRows), View(FindingKind.Counters), View(FindingKind.LimitGate), View(FindingKind.LimitUsers),
            View(FindingKind.LimitHeads), View(FindingKind.WaitingRows), View(FindingKind.Blobs), View(FindingKind.StuckJobs),
            View(FindingKind.LostBells), View(FindingKind.LeftOverSlots), View(FindingKind.UntoldEnds));

        FindingsView View(FindingKind kind) => new(findings[kind].Found, findings[kind].Examples, findings[kind].Mended > 0);
    }
}

/// <summary>The findings of one kind.</summary>
public sealed record FindingsView(long Found, IReadOnlyList<string> Examples, bool Mended);
