namespace JobFunctions.Core.Jobs;

/// <summary>Where a job itself wants to be told of.</summary>
/// <param name="Url">The address.</param>
/// <param name="Events">Of what.</param>
/// <param name="Secret">What the calls are signed with, sealed; null for calls without a signature.</param>
public sealed record JobWebhook(string Url, WebhookEvents Events, string? Secret);
