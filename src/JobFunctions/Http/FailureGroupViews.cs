using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>The failed registry by kinds of errors.</summary>
public sealed record FailureGroupsView(IReadOnlyList<FailureGroupView> Groups, bool Complete);

/// <summary>Failed jobs whose errors are of one kind.</summary>
public sealed record FailureGroupView(
    string? Fingerprint, string Type, string ErrorType, string Message, int Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    string SampleJobId)
{
    internal FailureGroupView(FailureGroup group)
        : this(
            group.Fingerprint, group.Type, group.ErrorType, group.Message, group.Count, group.FirstSeen, group.LastSeen, group.SampleJob.ToString())
    {
    }
}
