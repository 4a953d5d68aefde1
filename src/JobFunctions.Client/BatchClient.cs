using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace JobFunctions.Client;

/// <summary>Jobs that are submitted together.</summary>
public sealed class BatchClient
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);

    private readonly Sender _sender;
    private readonly JobClientOptions _options;

    internal BatchClient(Sender sender, JobClientOptions options) => (_sender, _options) = (sender, options);

    /// <summary>
    /// Submits up to 1,000 jobs, which start as they arrive. The upload has an idempotency key, so one that is interrupted is sent again and
    /// goes on; for that the jobs are kept in memory until the end. Over HTTP/1.1 the answers come when all jobs have been sent.
    /// </summary>
    /// <param name="jobs">The jobs; asked for one after the other as they are sent. Their own idempotency keys do not count.</param>
    /// <param name="batch">What the batch has besides them.</param>
    /// <param name="cancellationToken">Ends the upload; what was accepted stays.</param>
    /// <returns>An answer for each job, as it is decided and so in any order. A refused job has an error and harms no other.</returns>
    /// <exception cref="InvalidJobException">The batch is refused.</exception>
    /// <exception cref="ServiceUnavailableException">The upload was interrupted again and again without getting on.</exception>
    public async IAsyncEnumerable<BatchAnswer> SubmitAsync(
        IAsyncEnumerable<NewJob> jobs, NewBatch? batch = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        batch ??= new NewBatch();
        var key = batch.IdempotencyKey ?? $"{Guid.CreateVersion7()}";
        var lines = new BatchLines(batch.ToLine(), jobs, cancellationToken);
        await using var end = lines.ConfigureAwait(false);
        var told = new HashSet<int>();
        for (var breaks = 1; ; breaks++)
        {
            using var response = await SendAsync(lines, key, cancellationToken).ConfigureAwait(false);
            using var body = new WatchedStream(
                await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _options.StreamSilence, _options.Time);
            using var reader = new StreamReader(body);
            var id = "";
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line.Accepted is not null)
                    yield break;
                id = line.BatchId ?? id;
                if (line.Index is not { } index || !told.Add(index))
                    continue;
                breaks = 0;
                yield return new BatchAnswer(id, index, line.JobId, line.Status, line.Duplicate ?? false, line.Error, line.Errors ?? []);
            }

            // Without its last line the answer was cut off.
            if (breaks > _options.MaxRetries)
                throw new ServiceUnavailableException(HttpStatusCode.ServiceUnavailable, "The upload was interrupted again and again", null);
            var delay = RetryDelay.Of(Math.Max(1, breaks), null, _options, Random.Shared.NextDouble());
            await Task.Delay(delay, _options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How far a batch is.</summary>
    /// <exception cref="JobNotFoundException">There is no such batch.</exception>
    public Task<BatchInfo> GetAsync(string batchId, CancellationToken cancellationToken = default) =>
        _sender.ReadAsync(() => new(HttpMethod.Get, Of(batchId)), ClientJson.Default.BatchInfo, cancellationToken);

    /// <summary>
    /// Waits until every job of a batch has ended, however it did. Give a token that is cancelled in time to wait no longer than that: a batch
    /// whose upload was interrupted and not sent again is never done.
    /// </summary>
    /// <returns>The batch when it was done.</returns>
    public async Task<BatchInfo> WaitAsync(string batchId, CancellationToken cancellationToken = default)
    {
        for (var wait = FirstLook; ; wait = wait * 2 < LastLook ? wait * 2 : LastLook)
        {
            var batch = await GetAsync(batchId, cancellationToken).ConfigureAwait(false);
            if (batch.IsDone)
                return batch;
            await Task.Delay(wait, _options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Cancels a batch's completion job and all of its jobs that have not ended. It may be repeated.</summary>
    /// <exception cref="JobNotFoundException">There is no such batch.</exception>
    public Task<BatchCancelled> CancelAsync(string batchId, CancellationToken cancellationToken = default) =>
        _sender.ReadAsync(() => new(HttpMethod.Post, Of(batchId, "/cancel")), ClientJson.Default.BatchCancelled, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(BatchLines lines, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _sender.OpenAsync(
                () => new(HttpMethod.Post, new Uri("jobs/submit-batch", UriKind.Relative))
                {
                    Headers = { { "Idempotency-Key", key } },
                    Content = lines.Content(),
                },
                once: false,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (lines.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(lines.Failure);
            throw;
        }
    }

    /// <summary>The next line; null at the end, also when that is where the answer was cut off.</summary>
    private static async ValueTask<BatchAnswerLine?> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line
                ? JsonSerializer.Deserialize(line, ClientJson.Default.BatchAnswerLine)
                : null;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            return null;
        }
    }

    private static Uri Of(string batchId, string more = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(batchId);
        return new($"batches/{Uri.EscapeDataString(batchId)}{more}", UriKind.Relative);
    }
}
