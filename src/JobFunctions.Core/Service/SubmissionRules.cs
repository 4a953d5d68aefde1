using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>What a submission must be like.</summary>
/// <param name="handlers">The job types, which look at their configs.</param>
/// <param name="options">The default type.</param>
/// <param name="limits">What the host allows.</param>
public sealed class SubmissionRules(JobHandlers handlers, IOptions<JobOptions> options, HostLimits limits)
{
    private const int MaxName = 200;
    private const int MaxRetries = 100;
    private const int MaxTags = 20;
    private const int MaxTag = 100;
    private const int MaxProgramBytes = 128;

    /// <summary>The type that a submission asks for.</summary>
    public string TypeOf(JobSubmission submission) => submission.Type ?? options.Value.DefaultType;

    /// <summary>Everything that is wrong with a submission; empty when it can be accepted.</summary>
    public IReadOnlyList<FieldError> Check(JobSubmission submission) => [.. CheckFields(submission), .. CheckConfig(submission)];

    private IEnumerable<FieldError> CheckFields(JobSubmission submission)
    {
        if (string.IsNullOrWhiteSpace(submission.Name) || submission.Name.Length > MaxName)
            yield return new FieldError("name", $"must have 1 to {MaxName} characters");
        if (!Enum.IsDefined(submission.Priority))
            yield return new FieldError("priority", "Priority must be between 1 (low) and 4 (urgent)");
        if (submission.Program is { } program && (program.Length == 0 || Encoding.UTF8.GetByteCount(program) > MaxProgramBytes))
            yield return new FieldError("program_id", $"must have 1 to {MaxProgramBytes} bytes of UTF-8");
        if (submission.MaxRetries is < 0 or > MaxRetries)
            yield return new FieldError("max_retries", $"must be between 0 and {MaxRetries}");
        if (submission.Tags.Count > MaxTags)
            yield return new FieldError("tags", $"may hold {MaxTags} tags at most");
        if (submission.Tags.Any(tag => tag.Length is 0 or > MaxTag))
            yield return new FieldError("tags", $"each tag must have 1 to {MaxTag} characters");

        // An overrun of the host's own limit would restart the process and end every job in it.
        if (submission.TimeoutSeconds is { } timeout && (timeout < 1 || TimeSpan.FromSeconds(timeout) > limits.LongestAttempt))
            yield return new FieldError("timeout_seconds", $"must be between 1 and {limits.LongestAttempt.TotalSeconds:0}");
    }

    private IReadOnlyList<FieldError> CheckConfig(JobSubmission submission)
    {
        if (submission.Config.ValueKind != JsonValueKind.Object)
            return [new FieldError("config", "must be a JSON object")];
        return handlers.TryFind(TypeOf(submission), out var handler)
            ? handler.Validate(submission.Config)
            : [new FieldError("type", $"There is no job type '{TypeOf(submission)}'. The types are: {string.Join(", ", handlers.Types)}")];
    }
}
