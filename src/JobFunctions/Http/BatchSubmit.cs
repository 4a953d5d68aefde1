using System.Text;
using System.Text.Json;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace JobFunctions.Http;

/// <summary>Reads the upload of a batch, in either form, and answers for each of its jobs.</summary>
public sealed class BatchSubmit(BatchOpening opening, BatchUpload upload, IOptions<RequestOptions> limits)
{
    /// <summary>As many as fill a few transactions: while one is committed the next one gathers.</summary>
    private const int AtOnce = 64;

    private const string Route = "jobs/submit-batch";
    private const string Lines = "application/x-ndjson";

    /// <summary>The web server's own would cut off an upload that pauses for some seconds; whoever makes jobs as he goes may pause, and reads after that.</summary>
    private static readonly MinDataRate SlowestUpload = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(2));

    /// <summary>Whether a request streams its jobs, one in each line.</summary>
    public static bool IsStreamed(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().Equals(Lines, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Takes an array of jobs; the answer comes when all have been looked at.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var key = IdempotencyHeader.Read(request, caller);
        using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken);
        var (head, jobs) = BatchBody.Read(body.RootElement);
        var sent = key is null ? null : new IdempotencyKey(key, JobKey.Of(Route, body.RootElement.GetRawText()));
        var intake = await opening.OpenAsync(head.Name, head.OnComplete, sent, caller, cancellationToken);
        var answers = new BatchJobView[jobs.Count];
        await Parallel.ForAsync(0, jobs.Count, Bounded(cancellationToken), async (index, stop) =>
            answers[index] = await AddAsync(
                intake,
                index,
                () => Task.FromResult(SubmitReader.Read(jobs[index]) with { Idempotency = intake.KeyOf(index, jobs[index].GetRawText()) }),
                caller,
                stop));

        var counts = new BatchTally();
        foreach (var answer in answers)
            counts.Add(answer);
        await upload.CloseAsync(intake, counts.Accepted, counts.Refused, caller, cancellationToken);
        SetHeaders(request, intake);
        return ApiJson.Result(
            new BatchSubmittedView(intake.Batch.Id.ToString(), counts.Accepted, counts.Refused, counts.Duplicates, answers),
            ApiJson.Web.BatchSubmittedView,
            202);
    }

    /// <summary>
    /// Takes jobs as they stream in, and answers each as it is decided, in lines. The first line of the answer has the batch's id. A first line
    /// <c>{"batch": {…}}</c> of the upload says what it is called and what runs at its end.
    /// </summary>
    public async Task<IResult> StreamAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } server)
            server.MinDataRate = SlowestUpload;
        if (request.HttpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } reader)
            reader.MinDataRate = SlowestUpload;
        var key = IdempotencyHeader.Read(request, caller);
        var lines = JsonLines.ReadAsync(request.BodyReader, limits.Value.MaxJsonBytes, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines)
        {
            if (!await lines.MoveNextAsync())
                throw new InvalidRequestException("body", $"must hold 1 to {Batch.MaxJobs} jobs, one in each line");
            var head = await HeadAsync(lines.Current, cancellationToken);

            // Of a stream no more is known at the beginning; further lines are compared one by one.
            var sent = key is null ? null : new IdempotencyKey(key, JobKey.Of(Route, Lines, Encoding.UTF8.GetString(lines.Current ?? [])));
            var intake = await opening.OpenAsync(head?.Name, head?.OnComplete, sent, caller, cancellationToken);

            var response = request.HttpContext.Response;
            response.StatusCode = 202;
            response.ContentType = Lines;
            SetHeaders(request, intake);
            await using var answer = new LineAnswer(response, cancellationToken);
            try
            {
                await TakeAsync(intake, lines, skipFirst: head is not null, answer, caller, cancellationToken);
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
        BatchIntake intake, IAsyncEnumerator<byte[]?> lines, bool skipFirst, LineAnswer answer, Caller caller, CancellationToken cancellationToken)
    {
        var counts = new BatchTally();
        answer.Add(new BatchOpenedView(intake.Batch.Id.ToString()), ApiJson.Web.BatchOpenedView);
        await Parallel.ForEachAsync(
            RestAsync(lines, skipFirst),
            Bounded(cancellationToken),
            async (line, stop) =>
            {
                var view = await AddAsync(intake, line.Index, () => ReadAsync(line, intake, stop), caller, stop);
                counts.Add(view);
                answer.Add(view, ApiJson.Web.BatchJobView);
            });
        await upload.CloseAsync(intake, counts.Accepted, counts.Refused, caller, cancellationToken);
        answer.Add(new BatchClosedView(counts.Accepted, counts.Refused, counts.Duplicates), ApiJson.Web.BatchClosedView);
    }

    private async Task<BatchJobView> AddAsync(
        BatchIntake intake, int index, Func<Task<JobSubmission>> read, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var job = await upload.AddAsync(intake, await read(), caller, cancellationToken);
            return new BatchJobView(index, job.Id.ToString(), JobView.Word(job.Status), job.Kind == SubmitKind.Duplicate, null, []);
        }
        catch (InvalidRequestException invalid)
        {
            return Refused(index, invalid.Message, [.. invalid.Errors.Select(error => new FieldProblem(error.Field, error.Sentence))]);
        }
        catch (Exception refused) when (refused is ForbiddenException or BadHttpRequestException or IdempotencyKeyReusedException)
        {
            return Refused(index, refused.Message, []);
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble) && intake.Batch.Body is null)
        {
            // With a key the upload ends here, and is sent again.
            return Refused(index, "Storage was not available for this job; the batch's jobs tell whether it was accepted all the same", []);
        }
    }

    private static BatchJobView Refused(int index, string error, IReadOnlyList<FieldProblem> errors) => new(index, null, null, false, error, errors);

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

    private async Task<JobSubmission> ReadAsync(Line line, BatchIntake intake, CancellationToken cancellationToken)
    {
        if (line.Index >= Batch.MaxJobs)
            throw new InvalidRequestException("jobs", $"A batch may hold {Batch.MaxJobs} jobs; from this one on nothing was read");
        if (line.Bytes is null)
            throw new BadHttpRequestException($"The line is longer than {limits.Value.MaxJsonBytes} bytes", 413);
        using var body = await RequestBody.ReadJsonAsync(new MemoryStream(line.Bytes), line.Bytes.Length, limits.Value, cancellationToken);

        // The submission outlives the document that it was read from.
        var submission = SubmitReader.Read(body.RootElement);
        return submission with { Config = submission.Config.Clone(), Idempotency = intake.KeyOf(line.Index, body.RootElement.GetRawText()) };
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

    private static void SetHeaders(HttpRequest request, BatchIntake intake) =>
        SubmitAnswer.SetHeaders(request, Route, $"batches/{intake.Batch.Id}", intake.IsResumed);

    private readonly record struct Line(int Index, byte[]? Bytes);
}
