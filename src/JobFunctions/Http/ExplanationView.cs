using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>Why a job is not running.</summary>
public sealed record ExplanationView(
    string JobId, string Status, string Reason, string Message, DateTimeOffset? StartsAt, string? Limit, int? LimitValue, int? LimitRunning,
    int? Place)
{
    internal ExplanationView(Explanation explanation)
        : this(
            explanation.Job.Id.ToString(), explanation.Job.Status.ToWord(), explanation.Reason, explanation.Sentence, explanation.StartsAt,
            explanation.Limit, explanation.LimitValue, explanation.Running, explanation.Place)
    {
    }
}
