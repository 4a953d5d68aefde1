using JobFunctions.Core.Secrets;

namespace JobFunctions.Core.Webhooks;

/// <summary>Seals what calls are signed with, and opens it.</summary>
/// <param name="seal">Seals texts.</param>
public sealed class WebhookSecrets(SecretSeal seal)
{
    private const string Name = "secret";

    /// <summary>Whether there is a key to seal with.</summary>
    public bool CanSeal => seal.CanSeal;

    /// <summary>Seals a subscription's secret.</summary>
    public string Seal(string owner, string name, string secret) => Seal(WebhookSubscription.Binding(owner, name), secret);

    /// <summary>Seals the secret of a job's own webhook.</summary>
    public string SealOwn(string job, string secret) => Seal(Own(job), secret);

    /// <summary>Opens the secret of a job's own webhook.</summary>
    public string OpenOwn(string job, string kept) => seal.Open(Own(job), kept)[Name];

    /// <summary>Opens the secrets that a subscription's calls are signed with now, the new one first.</summary>
    public IReadOnlyList<string> Open(WebhookSubscription subscription, DateTimeOffset now)
    {
        var binding = WebhookSubscription.Binding(subscription.Owner, subscription.Name);
        var old = subscription.OldUntil > now ? subscription.OldSecret : null;
        return [.. new[] { subscription.Secret, old }.OfType<string>().Select(each => seal.Open(binding, each)[Name])];
    }

    private string Seal(string binding, string secret) => seal.Seal(binding, new Dictionary<string, string> { [Name] = secret });

    private static string Own(string job) => $"job-webhook/{job}";
}
