using System.Collections.Concurrent;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>What a handler sees of its attempt.</summary>
internal sealed class AttemptContext(
    Attempt attempt, IJobStore store, JobFiles files, OwnerFiles ownerFiles, IReadOnlyDictionary<string, string> secrets) : IJobContext
{
    private const int MaxResultFiles = 100;

    private readonly Job _job = attempt.Job;
    private readonly ConcurrentDictionary<string, long> _results = new();
    private int _created;

    public JobId Id => _job.Id;

    public int Attempt => _job.Attempt;

    public string Owner => _job.Owner;

    public string? Program => _job.Program;

    public IReadOnlyList<JobId> Parents => _job.DependsOn;

    public IReadOnlyDictionary<string, string> Secrets => secrets;

    /// <summary>The result files that are complete, by name.</summary>
    public IReadOnlyList<ResultFile> Results => [.. _results.Select(file => new ResultFile(file.Key, file.Value)).OrderBy(file => file.Name, StringComparer.Ordinal)];

    public void Report(double fraction, string? message = null, long? done = null, long? total = null)
    {
        var shown = message is null ? null : attempt.Redactor.Redact(message);
        if (shown is not null)
            attempt.HandlerLog.SayProgress(shown);
        attempt.Report(new JobReport(fraction, shown, done, total));
    }

    public void Log(string message) => attempt.HandlerLog.Say(attempt.Redactor.Redact(message));

    public async Task<Stream> OpenInputAsync(string name, CancellationToken cancellationToken)
    {
        if (!FileName.IsValid(name))
            throw new PermanentJobException($"The input name '{name}' {FileName.Rule}");
        return (_job.HasFiles ? await files.OpenInputAsync(_job.Id, name, cancellationToken) : null)
            ?? await ownerFiles.OpenAsync(_job.Owner, name, cancellationToken)
            ?? throw new PermanentJobException(
                $"There is no input file '{name}'. Send it with the submit (multipart), or upload it first: PUT files/{name}");
    }

    public async Task<Stream> OpenResultAsync(string job, string name, CancellationToken cancellationToken)
    {
        if (ParentReference.TryParse(job, out var number))
        {
            job = number <= Parents.Count
                ? Parents[number - 1].ToString()
                : throw new PermanentJobException($"There is no '{job}': this job depends on {Parents.Count} jobs");
        }

        var other = JobId.TryParse(job, out var id) ? await store.FindAsync(id, cancellationToken) : null;

        // Another owner's job looks like none at all, so that nobody can ask around which ids exist.
        if (other is null || other.Owner != _job.Owner)
            throw new PermanentJobException($"There is no job '{job}' whose results could be read");
        if (other.Status != JobStatus.Completed)
        {
            throw new PermanentJobException(
                $"The job '{job}' is {other.Status.ToWord()}; its results can be read once it has completed. Submit again then");
        }

        return (other.ResultFiles.Any(file => file.Name == name) ? await files.OpenResultAsync(other, name, cancellationToken) : null)
            ?? throw new PermanentJobException(
                $"The job '{job}' left no file '{name}'. Its files are: {string.Join(", ", other.ResultFiles.Select(file => file.Name))}");
    }

    public async Task<Stream> CreateResultAsync(string name, CancellationToken cancellationToken)
    {
        if (!FileName.IsValid(name))
            throw new PermanentJobException($"The result name '{name}' {FileName.Rule}");
        if (attempt.Redactor.Redact(name) != name)
            throw new PermanentJobException("The name of a result file holds a secret of the job");
        if (Interlocked.Increment(ref _created) > MaxResultFiles)
            throw new PermanentJobException($"A job may leave {MaxResultFiles} result files at most; put more into a zip");
        var blob = await files.CreateResultAsync(_job, name, cancellationToken);
        return new ResultStream(blob, bytes => _results[name] = bytes);
    }
}
