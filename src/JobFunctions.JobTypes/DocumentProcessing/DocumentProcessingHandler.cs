using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.DocumentProcessing.Chunking;
using JobFunctions.JobTypes.DocumentProcessing.Parsing;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Reads documents and cuts them into chunks that know their headings and pages.</summary>
[Description("Cuts PDF, Word, HTML, Markdown and text files into chunks that know their headings and pages.")]
internal sealed class DocumentProcessingHandler() : JobHandler<DocumentProcessingConfig>("document_processing")
{
    /// <summary>The result file that tells what became of each document.</summary>
    public const string DocumentsFile = "documents.jsonl";

    private const int DefaultOverlap = 8;
    private const int ListedFailures = 50;
    private const int MaxReason = 300;

    /// <summary>The largest HTML page takes 180 to 250 MiB, long PDF and Word files about 100.</summary>
    public override int Weight => 20;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(DocumentProcessingConfig config) => DocumentProcessingConfigValidator.Validate(config);

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(DocumentProcessingConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        var outcomes = new List<DocumentOutcome>();
        await using (var chunks = new JsonLinesWriter<Chunk>(await job.CreateResultAsync(ChunkFiles.Name, cancellationToken), ChunkJson.Default.Chunk))
        {
            foreach (var file in config.Documents)
            {
                var outcome = await ProcessAsync(file, outcomes.Count, config, job, chunks, cancellationToken);
                job.Log(outcome.Error is { } error ? $"{outcome.Document} was left out: {error}" : $"{outcome.Document}: {outcome.Chunks} chunk(s)");
                outcomes.Add(outcome);
            }
        }

        var documents = new JsonLinesWriter<DocumentOutcome>(
            await job.CreateResultAsync(DocumentsFile, cancellationToken), DocumentProcessingJson.Default.DocumentOutcome);
        await using (documents)
        {
            foreach (var outcome in outcomes)
                await documents.WriteAsync(outcome, cancellationToken);
        }

        return Finish(outcomes, job);
    }

    private static async Task<DocumentOutcome> ProcessAsync(
        InputFile file, int number, DocumentProcessingConfig config, IJobContext job, JsonLinesWriter<Chunk> chunks, CancellationToken cancellationToken)
    {
        var all = config.Documents.Count;
        var reader = new DocumentReader(job, file);
        var chunker = new Chunker(TokenCounter.Of(config.Encoding), config.ChunkTokens, config.OverlapTokens ?? config.ChunkTokens / DefaultOverlap);
        var outcome = new DocumentOutcome(file.Name, null, null, 0, 0, null);
        job.Report((double)number / all, $"Reading {file.Name}", number, all);
        try
        {
            await foreach (var block in reader.ReadAsync(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                outcome = await WriteAsync(chunker.Add(block), outcome, chunks, cancellationToken);
                job.Report((number + block.Part) / all, $"Reading {file.Name}: {outcome.Chunks} chunks", number, all);
            }

            outcome = await WriteAsync(chunker.Finish(), outcome, chunks, cancellationToken);
            return outcome with
            {
                Format = reader.Format,
                Error = outcome.Chunks == 0 ? "has no text; a scan must go through text recognition first" : null,
            };
        }
        catch (UnreadableDocumentException unreadable)
        {
            // One broken document among many is told in the result and does not take the others with it.
            return outcome with { Format = reader.Format, Error = unreadable.Message };
        }
    }

    private static async Task<DocumentOutcome> WriteAsync(
        IEnumerable<Section> sections, DocumentOutcome outcome, JsonLinesWriter<Chunk> chunks, CancellationToken cancellationToken)
    {
        foreach (var section in sections)
        {
            var chunk = new Chunk(
                $"{outcome.Document}#{outcome.Chunks}", outcome.Document, outcome.Chunks, section.Headings, section.Page, section.PageEnd,
                section.Tokens, section.Text);
            await chunks.WriteAsync(chunk, cancellationToken);
            outcome = outcome with { Chunks = outcome.Chunks + 1, Tokens = outcome.Tokens + section.Tokens, Pages = section.PageEnd };
        }

        return outcome;
    }

    private static JsonElement Finish(List<DocumentOutcome> outcomes, IJobContext job)
    {
        var failed = outcomes.Where(outcome => outcome.Error is not null)
            .Take(ListedFailures)
            .Select(outcome => new FailedDocument(outcome.Document, Cut(outcome.Error!)))
            .ToList();
        var read = outcomes.Count(outcome => outcome.Error is null);
        if (read == 0)
            throw new PermanentJobException("No document could be read. " + string.Join("; ", failed.Select(one => $"{one.Document}: {one.Reason}")));

        var result = new DocumentProcessingResult(read, outcomes.Sum(outcome => outcome.Chunks), outcomes.Sum(outcome => outcome.Tokens), failed);
        job.Report(1, $"{result.Chunks} chunks of {read} documents", outcomes.Count, outcomes.Count);
        return JsonSerializer.SerializeToElement(result, DocumentProcessingJson.Default.DocumentProcessingResult);
    }

    private static string Cut(string reason) => reason.Length <= MaxReason ? reason : reason[..MaxReason] + "…";
}
