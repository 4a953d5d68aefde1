using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outgoing;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Service;

/// <summary>Who is to be told of a job that is submitted.</summary>
/// <param name="known">The owners' subscriptions.</param>
/// <param name="secrets">Seals what calls are signed with.</param>
/// <param name="rules">Which addresses may be called.</param>
public sealed class SubmittedWebhooks(KnownSubscriptions known, WebhookSecrets secrets, OutgoingRules rules)
{
    private const int MaxUrl = 2_000;

    /// <summary>What is wrong with the webhook of a submission.</summary>
    public IEnumerable<FieldError> Check(JobSubmission submission)
    {
        if (submission.WebhookUrl is not { } url)
        {
            if (submission.WebhookEvents.Count > 0)
                yield return new FieldError("webhook_events", "needs webhook_url");
            if (submission.WebhookSecret is not null)
                yield return new FieldError("webhook_secret", "needs webhook_url");
            yield break;
        }

        if (Objection(url) is { } objection)
            yield return new FieldError("webhook_url", objection);
        if (!WebhookEventsOfJobs.TryParse(submission.WebhookEvents, out _))
            yield return new FieldError("webhook_events", $"may hold: {WebhookEventsOfJobs.Known}");
        if (submission.WebhookSecret is not { } secret)
            yield break;
        if (!secrets.CanSeal)
            yield return new FieldError("webhook_secret", "Secrets can't be kept: the service has no key for them (Secrets:CurrentKey)");
        if (!WebhookSignature.IsSecret(secret))
            yield return new FieldError("webhook_secret", WebhookSignature.Rule);
    }

    /// <summary>What is wrong with an address, as a predicate; null when nothing is.</summary>
    public string? Objection(string url) => url.Length > MaxUrl ? $"may have {MaxUrl} characters at most"
        : Uri.TryCreate(url, UriKind.Absolute, out var address) ? rules.Objection(address)
        : "must be an absolute address that begins with https://";

    /// <summary>The job with all who want to hear of it; where nobody does it stays as it is.</summary>
    public async Task<Job> AddAsync(Job job, JobSubmission submission, CancellationToken cancellationToken)
    {
        var own = submission.WebhookUrl is { } url && WebhookEventsOfJobs.TryParse(submission.WebhookEvents, out var events)
            ? new JobWebhook(url, events, submission.WebhookSecret is { } secret ? secrets.SealOwn(job.Id.ToString(), secret) : null)
            : null;
        var heard = (own?.Events ?? WebhookEvents.None) | await known.WantedAsync(job.Owner, job.Type, cancellationToken);
        return heard == WebhookEvents.None ? job : job with { Webhook = own, HeardEvents = heard, Followers = job.Followers | Followers.Webhooks };
    }
}
