using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Security;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>What a submission must be like.</summary>
/// <param name="handlers">The job types, which look at their configs.</param>
/// <param name="options">The default type.</param>
/// <param name="requests">What a request may ask for.</param>
/// <param name="limits">What the host allows.</param>
/// <param name="seal">Whether secrets can be kept.</param>
public sealed class SubmissionRules(JobHandlers handlers, IOptions<JobOptions> options, IOptions<RequestOptions> requests, HostLimits limits, SecretSeal seal)
{
    private const int MaxRetries = 100;

    /// <summary>A name from outside becomes a part of row keys, up to three characters for each byte.</summary>
    private const int MaxKeyBytes = 128;

    private const int MaxSecrets = 20;
    private const int MaxSecretName = 100;
    private const int MinSecret = 4;

    /// <summary>Base64 adds a third, and a property of a row holds 32,768 characters.</summary>
    private const int MaxSecretBytes = 16 * 1024;

    /// <summary>The type that a submission asks for.</summary>
    public string TypeOf(JobSubmission submission) => submission.Type ?? options.Value.DefaultType;

    /// <summary>The submission with the secret members of its config among its secrets, as it is checked and stored.</summary>
    public JobSubmission Separate(JobSubmission submission)
    {
        var (config, secrets) = SecretConfig.Split(submission.Config, SecretMembersOf(submission), submission.Secrets);
        return submission with { Config = config, Secrets = secrets };
    }

    /// <summary>Everything that is wrong with a submission that <see cref="Separate"/> made; empty when it can be accepted.</summary>
    public IReadOnlyList<FieldError> Check(JobSubmission submission)
    {
        // A type may quote what it finds wrong.
        var redactor = Redactor.Of(submission.Secrets.Values);
        return
        [
            .. CheckFields(submission),
            .. CheckSecrets(submission),
            .. CheckConfig(submission).Select(error => new FieldError(redactor.Redact(error.Field), redactor.Redact(error.Message))),
        ];
    }

    private IEnumerable<FieldError> CheckFields(JobSubmission submission)
    {
        var most = requests.Value;
        if (string.IsNullOrWhiteSpace(submission.Name) || submission.Name.Length > most.MaxName)
            yield return new FieldError("name", $"must have 1 to {most.MaxName} characters");
        if (!Enum.IsDefined(submission.Priority))
            yield return new FieldError("priority", "Priority must be between 1 (low) and 4 (urgent)");
        if (!FitsKey(submission.Program))
            yield return new FieldError("program_id", $"must have 1 to {MaxKeyBytes} bytes of UTF-8");
        if (submission.MaxRetries is < 0 or > MaxRetries)
            yield return new FieldError("max_retries", $"must be between 0 and {MaxRetries}");
        if (submission.UniqueFor is not (null or JobSubmission.WhileActive))
            yield return new FieldError("unique_for", $"must be '{JobSubmission.WhileActive}'");
        if (submission.DependsOn.Count > JobParents.Max)
            yield return new FieldError("depends_on", $"may hold {JobParents.Max} jobs at most");
        if (!FitsKey(submission.RateKey))
            yield return new FieldError("rate_limit_key", $"must have 1 to {MaxKeyBytes} bytes of UTF-8");
        if (submission.Tags.Count > most.MaxTags)
            yield return new FieldError("tags", $"may hold {most.MaxTags} tags at most");
        if (submission.Tags.Any(tag => tag.Length == 0 || tag.Length > most.MaxTag))
            yield return new FieldError("tags", $"each tag must have 1 to {most.MaxTag} characters");

        if (submission.Config.GetRawText().Length > most.MaxConfigCharacters)
            yield return new FieldError("config", $"may have {most.MaxConfigCharacters} characters of JSON at most");

        // An overrun of the host's own limit would restart the process and end every job in it.
        if (submission.TimeoutSeconds is { } timeout && (timeout < 1 || TimeSpan.FromSeconds(timeout) > limits.LongestAttempt))
            yield return new FieldError("timeout_seconds", $"must be between 1 and {limits.LongestAttempt.TotalSeconds:0}");
    }

    private static bool FitsKey(string? name) => name is null || (name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaxKeyBytes);

    private IEnumerable<FieldError> CheckSecrets(JobSubmission submission)
    {
        if (submission.Config.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in submission.Config.EnumerateObject())
            {
                if (SecretConfig.NameOf(member.Name, SecretMembersOf(submission)) is not null)
                    yield return new FieldError($"config.{member.Name}", "must be a text, and given once");
            }
        }

        var secrets = submission.Secrets;
        if (secrets.Count == 0)
            yield break;
        if (!seal.CanSeal)
            yield return new FieldError("secrets", "Secrets can't be kept: the service has no key for them (Secrets:CurrentKey)");
        if (secrets.Count > MaxSecrets || secrets.Keys.Any(name => name.Length is 0 or > MaxSecretName))
            yield return new FieldError("secrets", $"may be {MaxSecrets} at most, with names of 1 to {MaxSecretName} characters");

        // A shorter one would be struck out of every other word.
        if (secrets.Values.Any(value => value.Length < MinSecret))
            yield return new FieldError("secrets", $"each must have {MinSecret} characters at least");
        if (secrets.Sum(secret => Encoding.UTF8.GetByteCount(secret.Key) + Encoding.UTF8.GetByteCount(secret.Value)) > MaxSecretBytes)
            yield return new FieldError("secrets", $"may have {MaxSecretBytes} bytes of UTF-8 at most, together with their names");
    }

    private IReadOnlyCollection<string> SecretMembersOf(JobSubmission submission) =>
        handlers.TryFind(TypeOf(submission), out var handler) ? handler.SecretMembers : [];

    private IReadOnlyList<FieldError> CheckConfig(JobSubmission submission)
    {
        if (submission.Config.ValueKind != JsonValueKind.Object)
            return [new FieldError("config", "must be a JSON object")];
        return handlers.TryFind(TypeOf(submission), out var handler)
            ?
            [
                .. handler.Validate(SecretConfig.Join(submission.Config, handler.SecretMembers, submission.Secrets)),
                .. ParentReferenceRules.Check(submission.Config, handler.FileMembers, submission.DependsOn),
            ]
            : [new FieldError("type", $"There is no job type '{TypeOf(submission)}'. The types are: {string.Join(", ", handlers.Types)}")];
    }
}
