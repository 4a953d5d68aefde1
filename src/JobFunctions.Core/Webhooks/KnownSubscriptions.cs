using System.Collections.Concurrent;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Webhooks;

/// <summary>
/// An owner's subscriptions as this instance knows them. Where nobody has ever made one nothing is asked; otherwise what was read holds
/// for <see cref="KnownFor"/>.
/// </summary>
/// <param name="table">The subscriptions.</param>
/// <param name="controls">Whether there are any.</param>
/// <param name="time">What time it is.</param>
public sealed class KnownSubscriptions(WebhookSubscriptionTable table, Controls controls, TimeProvider time)
{
    /// <summary>A change holds on all instances within this time and that of <see cref="Controls.KnownFor"/>.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(10);

    private const int MaxOwners = 10_000;

    private readonly ConcurrentDictionary<string, (IReadOnlyList<WebhookSubscription> All, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Which events of a job of this type its owner's subscriptions want.</summary>
    public async ValueTask<WebhookEvents> WantedAsync(string owner, string type, CancellationToken cancellationToken)
    {
        if (!await controls.WebhooksInUseAsync(cancellationToken))
            return WebhookEvents.None;
        if (!_known.TryGetValue(owner, out var known) || time.GetElapsedTime(known.At) >= KnownFor)
        {
            if (_known.Count >= MaxOwners)
                _known.Clear();
            var asked = time.GetTimestamp();
            known = (await table.ListAsync(owner, cancellationToken).ToListAsync(cancellationToken), asked);
            _known[owner] = known;
        }

        return known.All.Aggregate(WebhookEvents.None, (wanted, subscription) => wanted | subscription.WantedOf(type));
    }

    /// <summary>What this instance knows of an owner is out of date.</summary>
    internal void Forget(string owner) => _known.TryRemove(owner, out _);
}
