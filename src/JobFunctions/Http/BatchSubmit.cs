using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace JobFunctions.Http;

/// <summary>Reads the upload of a batch, in either form, and answers for each of its jobs.</summary>
public sealed class BatchSubmit(BatchUpload upload, IOptions<RequestOptions> limits)
{
    /// <summary>As many as fill a few transactions: while one is committed the next one gathers.</summary>
    private const int AtOnce = 64;

    private const string Lines = "application/x-ndjson";

    /// <summary>The web server's own would cut off an upload that pauses for some seconds; whoever makes jobs as he goes may pause.</summary>
    private static readonly MinDataRate SlowestUpload = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(2));

    /// <summary>Whether a request streams its jobs, one in each line.</summary>
    public static bool IsStreamed(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().Equals(Lines, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Takes an array of jobs; the answer comes when all have been looked at.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken);
        var (head, jobs) = BatchBody.Read(body.RootElement);
        var batch = await upload.OpenAsync(head.Name, head.OnComplete, caller, cancellationToken);
        var answers = new BatchJobView[jobs.Count];
        await Parallel.ForAsync(0, jobs.Count, Bounded(cancellationToken), async (index, stop) =>
            answers[index] = await AddAsync(batch, index, () => Task.FromResult(SubmitReader.Read(jobs[index])), caller, stop));

        var accepted = answers.Count(answer => answer.JobId is not null);
        await upload.CloseAsync(batch, accepted, answers.Length - accepted, caller, cancellationToken);
        request.HttpContext.Response.Headers.Location = LocationOf(request, batch);
        return ApiJson.Result(
            new BatchSubmittedView(batch.Id.ToString(), accepted, answers.Length - accepted, answers), ApiJson.Web.BatchSubmittedView, 202);
    }

    /// <summary>
    /// Takes jobs as they stream in, and answers each as it is decided, in lines. The first line of the answer has the batch's id. A first line
    /// <c>{"batch": {…}}</c> of the upload says what it is called and what runs at its end.
    /// </summary>
    public async Task<IResult> StreamAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } server)
            server.MinDataRate = SlowestUpload;
        var lines = JsonLines.ReadAsync(request.BodyReader, limits.Value.MaxJsonBytes, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines)
        {
            if (!await lines.MoveNextAsync())
                throw new InvalidRequestException("body", $"must hold 1 to {Batch.MaxJobs} jobs, one in each line");
            var head = await HeadAsync(lines.Current, cancellationToken);
            var batch = await upload.OpenAsync(head?.Name, head?.OnComplete, caller, cancellationToken);

            var response = request.HttpContext.Response;
            response.StatusCode = 202;
            response.ContentType = Lines;
            response.Headers.Location = LocationOf(request, batch);
            using var answer = new LineAnswer(response);
            try
            {
                await TakeAsync(batch, lines, skipFirst: head is not null, answer, caller, cancellationToken);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException || StorageTrouble.Is(ended))
            {
                // The client left, the host stops, or storage is away. The answer lacks its last line, and the batch stays open: what was
                // accepted is found by its id.
            }

            return Results.Empty;
        }
    }

    private async Task TakeAsync(
        Batch batch, IAsyncEnumerator<byte[]?> lines, bool skipFirst, LineAnswer answer, Caller caller, CancellationToken cancellationToken)
    {
        var (accepted, refused) = (0, 0);
        await answer.WriteAsync(new BatchOpenedView(batch.Id.ToString()), ApiJson.Web.BatchOpenedView, cancellationToken);
        await Parallel.ForEachAsync(
            RestAsync(lines, skipFirst),
            Bounded(cancellationToken),
            async (line, stop) =>
            {
                var view = await AddAsync(batch, line.Index, () => ReadAsync(line, stop), caller, stop);
                _ = view.JobId is null ? Interlocked.Increment(ref refused) : Interlocked.Increment(ref accepted);
                await answer.WriteAsync(view, ApiJson.Web.BatchJobView, stop);
            });
        await upload.CloseAsync(batch, accepted, refused, caller, cancellationToken);
        await answer.WriteAsync(new BatchClosedView(accepted, refused), ApiJson.Web.BatchClosedView, cancellationToken);
    }

    private static async Task<BatchJobView> AddAsync(Func<Task<SubmitOutcome>> add, int index)
    {
        try
        {
            var job = await add();
            return new BatchJobView(index, job.Id.ToString(), JobView.Word(job.Status), null, []);
        }
        catch (InvalidRequestException invalid)
        {
            return Refused(index, invalid.Message, [.. invalid.Errors.Select(error => new FieldProblem(error.Field, error.Sentence))]);
        }
        catch (Exception refused) when (refused is ForbiddenException or BadHttpRequestException)
        {
            return Refused(index, refused.Message, []);
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble))
        {
            return Refused(index, "Storage was not available for this job; the batch's jobs tell whether it was accepted all the same", []);
        }
    }

    private Task<BatchJobView> AddAsync(Batch batch, int index, Func<Task<JobSubmission>> read, Caller caller, CancellationToken cancellationToken) =>
        AddAsync(async () => await upload.AddAsync(batch, await read(), caller, cancellationToken), index);

    private static BatchJobView Refused(int index, string error, IReadOnlyList<FieldProblem> errors) => new(index, null, null, error, errors);

    private static async IAsyncEnumerable<Line> RestAsync(IAsyncEnumerator<byte[]?> lines, bool skipFirst)
    {
        var more = !skipFirst || await lines.MoveNextAsync();
        for (var index = 0; more; index++)
        {
            yield return new Line(index, lines.Current);
            if (index == Batch.MaxJobs)
                yield break;
            more = await lines.MoveNextAsync();
        }
    }

    private async Task<JobSubmission> ReadAsync(Line line, CancellationToken cancellationToken)
    {
        if (line.Index >= Batch.MaxJobs)
            throw new InvalidRequestException("jobs", $"A batch may hold {Batch.MaxJobs} jobs; from this one on nothing was read");
        if (line.Bytes is null)
            throw new BadHttpRequestException($"The line is longer than {limits.Value.MaxJsonBytes} bytes", 413);
        using var body = await RequestBody.ReadJsonAsync(new MemoryStream(line.Bytes), line.Bytes.Length, limits.Value, cancellationToken);

        // The submission outlives the document that it was read from.
        var submission = SubmitReader.Read(body.RootElement);
        return submission with { Config = submission.Config.Clone() };
    }

    /// <returns>Null when the first line is a job.</returns>
    private async Task<BatchHead?> HeadAsync(byte[]? line, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await RequestBody.ReadJsonAsync(new MemoryStream(line ?? []), line?.Length, limits.Value, cancellationToken);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("batch", out var head) ? BatchHead.Read(head) : null;
        }
        catch (InvalidRequestException) when (!StartsHead(line))
        {
            // A line that is no JSON is a job that is answered like every other.
            return null;
        }
    }

    private static bool StartsHead(byte[]? line) => line.AsSpan().IndexOf("\"batch\""u8) >= 0;

    private static ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private static string LocationOf(HttpRequest request, Batch batch) =>
        $"{request.PathBase}{request.Path.Value!.TrimEnd('/')[..^"jobs/submit-batch".Length]}batches/{batch.Id}";

    private readonly record struct Line(int Index, byte[]? Bytes);

    /// <summary>Writes one line at a time, whoever has one.</summary>
    private sealed class LineAnswer(HttpResponse response) : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);

        public async Task WriteAsync<T>(T line, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                await response.WriteAsync(JsonSerializer.Serialize(line, type) + "\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose() => _turn.Dispose();
    }
}
