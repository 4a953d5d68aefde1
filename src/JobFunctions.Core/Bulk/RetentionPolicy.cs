using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>Which ended jobs have been kept for long enough, pure.</summary>
internal static class RetentionPolicy
{
    /// <summary>
    /// For each final status one query of the types that follow the general age, and one for each type with an age of its own: as many as
    /// there are settings, however many jobs there are.
    /// </summary>
    public static IEnumerable<EndedQuery> Over(RetentionOptions options, DateTimeOffset now)
    {
        foreach (var status in JobStatuses.All.Where(status => status.IsFinal()))
        {
            var own = options.Types.Where(type => type.Value.Of(status) is not null).ToDictionary(type => type.Key, type => type.Value.Of(status)!.Value);
            yield return new EndedQuery(status, Before: now - General(options, status)) { ExceptTypes = own.Keys };
            foreach (var (type, age) in own)
                yield return new EndedQuery(status, Before: now - age, Filter: new JobQuery { Type = type });
        }
    }

    private static TimeSpan General(RetentionOptions options, JobStatus status) => status switch
    {
        JobStatus.Completed => options.Completed,
        JobStatus.Cancelled => options.Cancelled,
        _ => options.Failed,
    };
}
