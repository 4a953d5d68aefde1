using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Service;

/// <summary>What callers can do with their webhooks.</summary>
/// <param name="table">The subscriptions.</param>
/// <param name="known">What this instance remembers of them.</param>
/// <param name="secrets">Seals what calls are signed with.</param>
/// <param name="submitted">Which addresses are allowed.</param>
/// <param name="handlers">The job types.</param>
/// <param name="state">Remembers that there are webhooks.</param>
/// <param name="controls">What this instance remembers of that.</param>
/// <param name="audit">Who did what.</param>
/// <param name="time">What time it is.</param>
public sealed class WebhookControl(
    WebhookSubscriptionTable table, KnownSubscriptions known, WebhookSecrets secrets, SubmittedWebhooks submitted, JobHandlers handlers,
    ServiceState state, Controls controls, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most webhooks of one owner: each may cost a call for every change of every job.</summary>
    public const int Max = 20;

    private const int MaxName = 100;
    private const int MaxOverlapHours = 720;

    /// <summary>Taken by a route.</summary>
    private const string Reserved = "deliveries";

    private static readonly FieldError NoKey =
        new("secret", "Webhooks can't be signed: the service has no key to keep secrets with (Secrets:CurrentKey)");

    /// <summary>Makes or changes a webhook.</summary>
    /// <returns>It, and the secret of a new one: nothing shows it again.</returns>
    /// <exception cref="InvalidRequestException">Something is not valid.</exception>
    public async Task<(WebhookSubscription Webhook, string? Secret)> PutAsync(
        string name, string url, IReadOnlyList<string> eventWords, IReadOnlyList<string> types, Caller caller, CancellationToken cancellationToken)
    {
        if (Errors(name, url, eventWords, types).ToList() is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);
        var events = WebhookEventsOfJobs.TryParse(eventWords, out var parsed) ? parsed : WebhookEvents.None;
        await state.SetWebhooksInUseAsync(cancellationToken);
        controls.Forget();
        while (true)
        {
            var old = await table.FindAsync(caller.UserId, name, cancellationToken);
            if (old is null && await table.ListAsync(caller.UserId, cancellationToken).CountAsync(cancellationToken) >= Max)
                throw new InvalidRequestException("name", $"You have {Max} webhooks, and no more are allowed");
            var secret = old is null ? WebhookSignature.NewSecret() : null;
            var webhook = old is null
                ? new WebhookSubscription(caller.UserId, name, url, events, types, time.GetUtcNow()) { Secret = secrets.Seal(caller.UserId, name, secret!) }
                : old with { Url = url, Events = events, Types = types, Disabled = null };
            if (!await table.TryWriteAsync(webhook, cancellationToken))
                continue;
            known.Forget(caller.UserId);
            await audit.RecordAsync(caller, AuditActions.PutWebhook, name, caller.UserId, new Uri(url).Host);
            return (webhook, secret);
        }
    }

    /// <summary>The caller's webhooks.</summary>
    public async Task<IReadOnlyList<WebhookSubscription>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        await table.ListAsync(caller.UserId, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>One of the caller's webhooks.</summary>
    /// <exception cref="NotFoundException">He has none of this name.</exception>
    public async Task<WebhookSubscription> GetAsync(string name, Caller caller, CancellationToken cancellationToken) =>
        await table.FindAsync(caller.UserId, name, cancellationToken) ?? throw new NotFoundException($"Webhook not found: {name}");

    /// <summary>Removes a webhook; what is on its way to it is given up.</summary>
    /// <exception cref="NotFoundException">The caller has none of this name.</exception>
    public async Task DeleteAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        await GetAsync(name, caller, cancellationToken);
        await table.RemoveAsync(caller.UserId, name, cancellationToken);
        known.Forget(caller.UserId);
        await audit.RecordAsync(caller, AuditActions.DeleteWebhook, name, caller.UserId);
    }

    /// <summary>Gives a webhook a new secret; for a while calls are signed with the old one, too.</summary>
    /// <returns>The new secret: nothing shows it again.</returns>
    /// <exception cref="NotFoundException">The caller has none of this name.</exception>
    public async Task<string> RotateAsync(string name, int overlapHours, Caller caller, CancellationToken cancellationToken)
    {
        if (overlapHours is < 0 or > MaxOverlapHours)
            throw new InvalidRequestException("overlap_hours", $"must be between 0 and {MaxOverlapHours}");
        if (!secrets.CanSeal)
            throw new InvalidRequestException([NoKey]);
        while (true)
        {
            var old = await GetAsync(name, caller, cancellationToken);
            var secret = WebhookSignature.NewSecret();
            var rotated = old with
            {
                Secret = secrets.Seal(caller.UserId, name, secret),
                OldSecret = old.Secret,
                OldUntil = time.GetUtcNow().AddHours(overlapHours),
            };
            if (!await table.TryWriteAsync(rotated, cancellationToken))
                continue;
            await audit.RecordAsync(caller, AuditActions.RotateWebhook, name, caller.UserId, $"the old secret is used for {overlapHours} hours");
            return secret;
        }
    }

    private IEnumerable<FieldError> Errors(string name, string url, IReadOnlyList<string> eventWords, IReadOnlyList<string> types)
    {
        if (name.Length is 0 or > MaxName || name == Reserved || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            yield return new FieldError("name", $"must have 1 to {MaxName} letters, digits, '-', '_' and '.', and not be '{Reserved}'");
        if (submitted.Objection(url) is { } objection)
            yield return new FieldError("url", objection);
        if (!WebhookEventsOfJobs.TryParse(eventWords, out _))
            yield return new FieldError("events", $"may hold: {WebhookEventsOfJobs.Known}");
        if (types.FirstOrDefault(type => !handlers.TryFind(type, out _)) is { } unknown)
            yield return new FieldError("types", $"There is no job type '{unknown}'. The types are: {string.Join(", ", handlers.Types)}");
        if (!secrets.CanSeal)
            yield return NoKey;
    }
}
