using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.JobTypes.Tests;

/// <summary>A job whose files and reports stay in memory.</summary>
internal sealed class FakeJobContext : IJobContext
{
    private readonly Dictionary<string, byte[]> _inputs = [];
    private readonly Dictionary<string, MemoryStream> _results = [];

    public JobId Id { get; } = JobId.New(DateTimeOffset.UnixEpoch, 0, Guid.Empty);

    public int Attempt { get; init; } = 1;

    public string Owner => "default_user";

    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public List<Report> Reports { get; } = [];

    /// <summary>Called at every report.</summary>
    public Action<Report>? OnReport { get; init; }

    public IEnumerable<string> ResultNames => _results.Keys;

    public FakeJobContext WithInput(string name, string text) => WithInput(name, Encoding.UTF8.GetBytes(text));

    public FakeJobContext WithInput(string name, byte[] bytes)
    {
        _inputs[name] = bytes;
        return this;
    }

    public string ResultText(string name) => Encoding.UTF8.GetString(_results[name].ToArray());

    public JsonElement Result(string name) => JsonDocument.Parse(_results[name].ToArray()).RootElement;

    void IJobContext.Report(double fraction, string? message, long? done, long? total)
    {
        var report = new Report(fraction, message, done, total);
        Reports.Add(report);
        OnReport?.Invoke(report);
    }

    public Task<Stream> OpenInputAsync(string name, CancellationToken cancellationToken) =>
        _inputs.TryGetValue(name, out var bytes)
            ? Task.FromResult<Stream>(new MemoryStream(bytes, writable: false))
            : throw new PermanentJobException($"There is no input {name}.");

    public Task<Stream> CreateResultAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(_results[name] = new MemoryStream());

    internal sealed record Report(double Fraction, string? Message, long? Done, long? Total);
}
