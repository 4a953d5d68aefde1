using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.JobTypes.Tests;

/// <summary>A job whose files and reports stay in memory.</summary>
/// <param name="number">Tells its id from others.</param>
internal sealed class FakeJobContext(int number = 0) : IJobContext
{
    private readonly Dictionary<string, Func<Stream>> _inputs = [];
    private readonly Dictionary<string, MemoryStream> _results = [];

    public JobId Id { get; } = JobId.New(DateTimeOffset.UnixEpoch.AddSeconds(number), 0, Guid.Empty);

    public int Attempt { get; init; } = 1;

    public string Owner { get; init; } = "default_user";

    public string? Program { get; init; }

    public IReadOnlyList<JobId> Parents { get; init; } = [];

    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public List<Report> Reports { get; } = [];

    /// <summary>Called at every report.</summary>
    public Action<Report>? OnReport { get; init; }

    public IEnumerable<string> ResultNames => _results.Keys;

    public FakeJobContext WithInput(string name, string text) => WithInput(name, Encoding.UTF8.GetBytes(text));

    public FakeJobContext WithInput(string name, byte[] bytes)
    {
        _inputs[name] = () => new MemoryStream(bytes, writable: false);
        return this;
    }

    public FakeJobContext WithInput(string name, Stream stream)
    {
        _inputs[name] = () => stream;
        return this;
    }

    /// <summary>Makes the results of another job readable as those of <paramref name="id"/>.</summary>
    public FakeJobContext WithResultsOf(string id, FakeJobContext other)
    {
        foreach (var (name, content) in other._results)
            WithInput($"{id}/{name}", content.ToArray());
        return this;
    }

    public byte[] ResultBytes(string name) => _results[name].ToArray();

    /// <summary>The objects of a result file with one in each line.</summary>
    public IReadOnlyList<JsonElement> ResultLines(string name) =>
        [.. ResultText(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public string ResultText(string name) => Encoding.UTF8.GetString(_results[name].ToArray());

    public JsonElement Result(string name) => JsonDocument.Parse(_results[name].ToArray()).RootElement;

    public List<string> Logged { get; } = [];

    void IJobContext.Log(string message) => Logged.Add(message);

    void IJobContext.Report(double fraction, string? message, long? done, long? total)
    {
        var report = new Report(fraction, message, done, total);
        Reports.Add(report);
        OnReport?.Invoke(report);
    }

    public Task<Stream> OpenInputAsync(string name, CancellationToken cancellationToken) =>
        _inputs.TryGetValue(name, out var open)
            ? Task.FromResult(open())
            : throw new PermanentJobException($"There is no input {name}.");

    public Task<Stream> OpenResultAsync(string job, string name, CancellationToken cancellationToken) =>
        OpenInputAsync($"{job}/{name}", cancellationToken);

    public Task<Stream> CreateResultAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(_results[name] = new MemoryStream());

    internal sealed record Report(double Fraction, string? Message, long? Done, long? Total);
}
