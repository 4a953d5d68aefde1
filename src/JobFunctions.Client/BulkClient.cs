using System.Net.Http.Headers;
using System.Text.Json;

namespace JobFunctions.Client;

/// <summary>
/// Changes many jobs at once. What an answer counts is what that call has changed, so where an earlier try got lost the numbers are smaller
/// than the effect.
/// </summary>
public sealed class BulkClient
{
    private readonly Sender _sender;

    internal BulkClient(Sender sender) => _sender = sender;

    /// <summary>Cancels the scheduled, pending and running ones of some jobs.</summary>
    /// <param name="jobs">Which jobs.</param>
    /// <param name="dryRun">Only counts them.</param>
    /// <param name="cancellationToken">Ends the waiting for an answer.</param>
    /// <exception cref="InvalidJobException">The selection is refused; nothing is changed.</exception>
    public Task<BulkResult> CancelAsync(JobSelection jobs, bool dryRun = false, CancellationToken cancellationToken = default) =>
        RunAsync("cancel", jobs, dryRun, cancellationToken);

    /// <summary>Starts the failed ones of some jobs anew.</summary>
    /// <inheritdoc cref="CancelAsync"/>
    public Task<BulkResult> RetryAsync(JobSelection jobs, bool dryRun = false, CancellationToken cancellationToken = default) =>
        RunAsync("retry", jobs, dryRun, cancellationToken);

    /// <summary>Deletes those of some jobs that have ended, with their files.</summary>
    /// <inheritdoc cref="CancelAsync"/>
    public Task<BulkResult> DeleteAsync(JobSelection jobs, bool dryRun = false, CancellationToken cancellationToken = default) =>
        RunAsync("delete", jobs, dryRun, cancellationToken);

    private Task<BulkResult> RunAsync(string action, JobSelection jobs, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var body = JsonSerializer.SerializeToUtf8Bytes(new BulkOrder(action, jobs, dryRun), ClientJson.Default.BulkOrder);
        return _sender.ReadAsync(
            () => new(HttpMethod.Post, new Uri("jobs/bulk", UriKind.Relative))
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            },
            ClientJson.Default.BulkResult,
            cancellationToken);
    }
}

/// <summary>The body of a bulk change.</summary>
internal sealed record BulkOrder(string Action, JobSelection Filter, bool DryRun);
