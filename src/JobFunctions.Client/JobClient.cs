using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobFunctions.Client;

/// <summary>
/// A client of the job service. Safe for use by many threads; make one for a program. Requests that the service was too busy for, or
/// that got lost, are sent again; every refusal is a <see cref="JobApiException"/>.
/// </summary>
public sealed class JobClient
{
    private static readonly HttpClient SharedStorageHttp = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Sender _sender;
    private readonly JobClientOptions _options;
    private readonly JobStream _stream;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Its base address is the service's, such as <c>http://localhost:7071/api/v1</c>. It stays the caller's.</param>
    /// <param name="options">The defaults when null.</param>
    public JobClient(HttpClient http, JobClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        var address = http.BaseAddress?.AbsoluteUri ?? throw new ArgumentException("The client needs a base address", nameof(http));
        _options = options ?? new JobClientOptions();
        BaseAddress = new Uri(address.EndsWith('/') ? address : address + '/');
        _sender = new Sender(http, BaseAddress, _options);
        _stream = new JobStream(_sender, _options);
        Batches = new BatchClient(_sender, _options);
        Bulk = new BulkClient(_sender);
        Files = new FileClient(_sender, new Sender(_options.StorageHttp ?? SharedStorageHttp, BaseAddress, _options with { Token = null }), _options);
    }

    /// <summary>Where the service is; ends with a slash.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Jobs that are submitted together.</summary>
    public BatchClient Batches { get; }

    /// <summary>Changes of all jobs that a filter names.</summary>
    public BulkClient Bulk { get; }

    /// <summary>The caller's own files.</summary>
    public FileClient Files { get; }

    /// <summary>Submits a job, under an idempotency key, so that a retry makes no second one.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="InvalidJobException">The job is refused; <see cref="JobApiException.Errors"/> says why.</exception>
    public Task<string> SubmitAsync(NewJob job, CancellationToken cancellationToken = default) => SubmitAsync(job, [], cancellationToken);

    /// <summary>Submits a job with input files of its own.</summary>
    /// <inheritdoc cref="SubmitAsync(NewJob, CancellationToken)"/>
    public async Task<string> SubmitAsync(NewJob job, IReadOnlyCollection<InputFile> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(inputs);
        var key = job.IdempotencyKey ?? $"{Guid.CreateVersion7()}";
        var body = job.ToBody();
        var answer = await _sender.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Relative("jobs/submit"))
            {
                Headers = { { "Idempotency-Key", key } },
                Content = inputs.Count == 0 ? Json(body) : Form(body, inputs),
            },
            ClientJson.Default.Submitted,
            cancellationToken).ConfigureAwait(false);
        return answer.JobId;
    }

    /// <summary>Everything about one job.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public Task<JobInfo> GetAsync(string jobId, CancellationToken cancellationToken = default) =>
        _sender.ReadAsync(() => new(HttpMethod.Get, Of(jobId)), ClientJson.Default.JobInfo, cancellationToken);

    /// <summary>Every change of a job until it ends, over as many connections as it takes; first of all, the job as it is.</summary>
    /// <exception cref="JobNotFoundException">There is no such job, or none any more.</exception>
    public IAsyncEnumerable<JobUpdate> StreamAsync(string jobId, CancellationToken cancellationToken = default) =>
        _stream.ReadAsync(
            Relative($"jobs/status/{Escaped(jobId)}/stream"), ClientJson.Default.JobUpdate, update => update.Status.IsFinal(), cancellationToken);

    /// <summary>What happens to a job until it ends, each event as it happens; first of all, what has happened so far.</summary>
    /// <exception cref="JobNotFoundException">There is no such job, or none any more.</exception>
    public IAsyncEnumerable<JobEvent> EventsAsync(string jobId, CancellationToken cancellationToken = default) =>
        _stream.ReadAsync(Relative($"jobs/{Escaped(jobId)}/events?follow=true"), ClientJson.Default.JobEvent, _ => false, cancellationToken);

    /// <summary>What a job's handler says until the job ends, as it says it; first of all, what it has said so far.</summary>
    /// <exception cref="JobNotFoundException">There is no such job, or none any more.</exception>
    public IAsyncEnumerable<JobLog> LogAsync(string jobId, CancellationToken cancellationToken = default) =>
        _stream.ReadAsync(Relative($"jobs/{Escaped(jobId)}/log?follow=true"), ClientJson.Default.JobLog, _ => false, cancellationToken);

    /// <summary>Waits until a job has ended, however it did. Give a token that is cancelled in time to wait no longer than that.</summary>
    /// <param name="jobId">Which job.</param>
    /// <param name="by">How the client hears of the end.</param>
    /// <param name="cancellationToken">Ends the waiting, not the job.</param>
    /// <returns>The job as it ended.</returns>
    public async Task<JobInfo> WaitAsync(string jobId, WaitBy by = WaitBy.Stream, CancellationToken cancellationToken = default)
    {
        JobInfo job;
        do
        {
            if (by == WaitBy.Stream)
            {
                await foreach (var _ in StreamAsync(jobId, cancellationToken).ConfigureAwait(false))
                {
                }
            }
            else
            {
                await PollToEndAsync(jobId, cancellationToken).ConfigureAwait(false);
            }

            job = await GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        }
        while (!job.Status.IsFinal()); // Somebody has started it anew in between.

        return job;
    }

    /// <summary>The jobs that a filter lets through, the newest first, page after page as they are read.</summary>
    public async IAsyncEnumerable<JobInfo> ListAsync(
        JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var address = Relative($"jobs?{(filter ?? new JobFilter()).ToQuery(cursor)}");
            var page = await _sender.ReadAsync(() => new(HttpMethod.Get, address), ClientJson.Default.JobPage, cancellationToken).ConfigureAwait(false);
            foreach (var job in page.Jobs)
                yield return job;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Cancels a job that has not ended.</summary>
    /// <exception cref="JobConflictException">It has ended.</exception>
    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(() => new(HttpMethod.Post, Of(jobId, "/cancel")), refused => refused.CurrentStatus == JobStatus.Cancelled, cancellationToken);

    /// <summary>Starts a failed or cancelled job anew, at once, with a new budget of retries.</summary>
    /// <param name="jobId">Which job.</param>
    /// <param name="config">Its new config; the old one when null.</param>
    /// <param name="cancellationToken">Ends the waiting for an answer.</param>
    /// <exception cref="JobConflictException">It has neither failed nor been cancelled.</exception>
    public Task RetryAsync(string jobId, JsonObject? config = null, CancellationToken cancellationToken = default)
    {
        var body = config is null ? null : JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["config"] = config.DeepClone() }, ClientJson.Default.JsonObject);
        return ChangeAsync(
            () => new(HttpMethod.Post, Relative($"jobs/restart/{Escaped(jobId)}")) { Content = body is null ? null : Json(body) },
            refused => refused is JobConflictException,
            cancellationToken);
    }

    /// <summary>Deletes a job that has ended, with its files.</summary>
    /// <exception cref="JobConflictException">It has not ended.</exception>
    public Task DeleteAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(() => new(HttpMethod.Delete, Of(jobId)), refused => refused is JobNotFoundException, cancellationToken);

    /// <summary>Opens a file that a job left.</summary>
    /// <param name="resultFile">An entry of <see cref="JobInfo.ResultFiles"/>.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>Its bytes as they arrive; to be disposed of.</returns>
    public async Task<Stream> OpenResultAsync(string resultFile, CancellationToken cancellationToken = default)
    {
        var response = await _sender.OpenAsync(() => new(HttpMethod.Get, ResultAddress(resultFile)), once: false, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The address of a file that a job left.</summary>
    /// <param name="resultFile">An entry of <see cref="JobInfo.ResultFiles"/>, which is relative to the base address.</param>
    public Uri ResultAddress(string resultFile)
    {
        ArgumentNullException.ThrowIfNull(resultFile);
        return new(BaseAddress, "./" + resultFile.TrimStart('/'));
    }

    // The answer of an earlier try may have got lost: then a refusal can mean that what was asked for has been done.
    private async Task ChangeAsync(
        Func<HttpRequestMessage> request, Func<JobApiException, bool> meansDone, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _sender.OpenAsync(request, once: false, cancellationToken).ConfigureAwait(false);
        }
        catch (JobApiException refused) when (refused.MayHaveBeenDone && meansDone(refused))
        {
        }
    }

    private async Task PollToEndAsync(string jobId, CancellationToken cancellationToken)
    {
        JobStatus? known = null;
        do
        {
            var query = known is { } status and not JobStatus.Unknown ? $"&current_status={status.ToWord()}" : "";
            var address = Relative($"jobs/status/{Escaped(jobId)}/poll?timeout={(int)_options.PollTime.TotalSeconds}{query}");
            var update = await _sender.ReadAsync(() => new(HttpMethod.Get, address), ClientJson.Default.JobUpdate, cancellationToken).ConfigureAwait(false);
            known = update.Status;
        }
        while (!known.Value.IsFinal());
    }

    private static MultipartFormDataContent Form(byte[] job, IReadOnlyCollection<InputFile> inputs)
    {
        var form = new MultipartFormDataContent { { Json(job), "job" } };
        foreach (var input in inputs)
            form.Add(new StreamContent(input.Open()), "file", input.Name);
        return form;
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static Uri Of(string jobId, string more = "") => Relative($"jobs/{Escaped(jobId)}{more}");

    private static string Escaped(string jobId)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        return Uri.EscapeDataString(jobId);
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}

/// <summary>How a client hears that a job has ended.</summary>
public enum WaitBy
{
    /// <summary>By the stream of changes.</summary>
    Stream,

    /// <summary>By long polls, for a network that lets no streams through.</summary>
    Poll,
}
