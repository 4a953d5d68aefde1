using System.Diagnostics;
using System.Text;
using System.Text.Json;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.DataMatching.Comparison;
using JobFunctions.LocalHost.Demo;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Bench.Sections;

/// <summary>The rows of two lists that <c>data_matching</c> compares in a second, and what comparing all pairs would take.</summary>
internal sealed class MatchingSection : ISection
{
    private const int AllPairs = 1_000;

    public string Name => "matching";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        int[] sizes = options.Quick ? [1_000, 5_000] : [1_000, 20_000, 100_000];
        await RunAsync(sizes[0]);
        var ofFirst = 0.0;
        foreach (var size in sizes)
        {
            var took = await RunAsync(size);
            ofFirst = size == AllPairs ? took.TotalSeconds : ofFirst;
            report.Add(Name, $"{size:#,0} × {size:#,0}", size / took.TotalSeconds, "rows/s", note: FormattableString.Invariant($"{took.TotalSeconds:0.0} s, reading and writing included; 5 columns, 3 of them fuzzy"));
        }

        var pairs = CompareAllPairs();
        report.Add(Name, $"{AllPairs:#,0} × {AllPairs:#,0}, all pairs", AllPairs / pairs.TotalSeconds, "rows/s",
            note: FormattableString.Invariant($"{pairs.TotalSeconds:0.0} s for the three fuzzy columns of every pair, by the same similarity; {pairs.TotalSeconds / ofFirst:0} × as long"));
    }

    private static async Task<TimeSpan> RunAsync(int rows)
    {
        var sample = SampleData.Generate(rows: rows);
        var job = new MemoryContext(new() { [SampleData.Name1] = sample.File1, [SampleData.Name2] = sample.File2 });
        var clock = Stopwatch.StartNew();
        await ((IJobHandler)new DataMatchingHandler()).RunAsync(JsonElement.Parse(SampleData.MatchingConfig), job, CancellationToken.None);
        return clock.Elapsed;
    }

    private static TimeSpan CompareAllPairs()
    {
        var sample = SampleData.Generate(rows: AllPairs);
        var (rows1, rows2) = (Cells(sample.File1, ','), Cells(sample.File2, ';'));
        var clock = Stopwatch.StartNew();
        var alike = 0;
        foreach (var row1 in rows1)
        {
            foreach (var row2 in rows2)
                alike += Enumerable.Range(0, 3).Average(column => FuzzySimilarity.Of(row1[column], row2[column])) >= 0.7 ? 1 : 0;
        }

        return alike > 0 ? clock.Elapsed : throw new InvalidOperationException("no two rows are alike");
    }

    // A note may hold a line break: what stands behind it is no row.
    private static List<string[]> Cells(byte[] file, char separator) =>
        [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(separator)).Where(cells => cells.Length >= 4)
            .Select(cells => cells[1..4].Select(TextNormalizer.Normalize).ToArray())];

    /// <summary>A job whose files are in memory.</summary>
    private sealed class MemoryContext(Dictionary<string, byte[]> inputs) : IJobContext
    {
        public JobId Id => default;

        public int Attempt => 1;

        public string Owner => "bench";

        public string? Program => null;

        public IReadOnlyList<JobId> Parents => [];

        public IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>();

        public void Log(string message)
        {
        }

        public void Report(double fraction, string? message, long? done, long? total)
        {
        }

        public Task<Stream> OpenInputAsync(string name, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(inputs[name]));

        public Task<Stream> OpenResultAsync(string job, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream> CreateResultAsync(string name, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream());
    }
}
