using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost;
using JobFunctions.Testing.Memory;

namespace JobFunctions.Bench.Sections;

/// <summary>Start and memory of the service as a process of its own. Its tables and queues are in this process, its blobs in the emulator.</summary>
internal sealed class MemorySection : ISection
{
    private const double MiB = 1024 * 1024;
    private const int ResultBytes = 200 * 1024 * 1024;

    public string Name => "memory";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        await using var storage = await MemoryStorage.StartAsync(emulator.NewAccount());

        // The first start compiles and caches; users see the others.
        using (await ChildService.StartAsync(storage.ConnectionString))
        {
        }

        using var service = await ChildService.StartAsync(storage.ConnectionString);
        report.Add(Name, "time to ready", service.TimeToReady.TotalMilliseconds, "ms", note: "from the start of the process to its first answer; the emulator runs already");
        await Task.Delay(TimeSpan.FromSeconds(5));
        report.Add(Name, "working set, idle", service.WorkingSet / MiB, "MiB");

        var jobs = options.Size(10_000, 500);
        var rate = await Loop.ClosedAsync(jobs, 64, async () =>
        {
            using var body = new StringContent(Service.NoopBody(), System.Text.Encoding.UTF8, "application/json");
            using var answer = await service.Http.PostAsync("jobs/submit", body);
            answer.EnsureSuccessStatusCode();
        });
        while ((await service.Http.GetFromJsonAsync<JsonElement>("jobs/stats")).GetProperty("completed").GetInt64() < jobs)
            await Task.Delay(100);
        report.Add(Name, $"working set after {jobs:#,0} jobs", service.WorkingSet / MiB, "MiB", "< 2,048 (document 001)", FormattableString.Invariant($"submitted at {rate:0}/s, on a store in memory"));

        report.Add(Name, "working set at most, while a 200 MiB result streams", await StreamAsync(service, storage.ConnectionString) / MiB, "MiB", "< 2,048 (document 001)");
    }

    private static async Task<long> StreamAsync(ChildService service, string account)
    {
        var id = await StoreResultAsync(account);
        var most = 0L;
        using var answer = await service.Http.GetAsync($"results/{id}/large.bin", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var bytes = 0L;
        try
        {
            for (int read; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
                most = bytes / (4 * 1024 * 1024) == (bytes + read) / (4 * 1024 * 1024) ? most : Math.Max(most, service.WorkingSet);
        }
        catch (IOException cut)
        {
            throw new InvalidOperationException($"The stream was cut after {bytes} bytes; the service {(service.HasEnded ? "has ended" : "runs on")}", cut);
        }

        return bytes == ResultBytes ? most : throw new InvalidOperationException($"{bytes} bytes came");
    }

    private static async Task<JobId> StoreResultAsync(string account)
    {
        await using var front = await Service.StartAsync(account, Part.Http);
        var now = DateTimeOffset.UtcNow;
        var job = new Job
        {
            Id = front.Jobs.NewId(),
            Type = "noop",
            Name = "a large result",
            Owner = "bench",
            Config = "{}",
            CreatedAt = now,
            DueAt = now,
            StartedAt = now,
            EndedAt = now,
            Status = JobStatus.Completed,
            Attempt = 1,
            Generation = new Generation(1, "large"),
            ResultFiles = [new ResultFile("large.bin", ResultBytes)],
        };
        await using (var file = await front.Get<JobFiles>().CreateResultAsync(job, "large.bin", CancellationToken.None))
        {
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < ResultBytes / piece.Length; i++)
                await file.WriteAsync(piece);
        }

        await front.Get<IJobStore>().CreateAsync(job);
        return job.Id;
    }

    /// <summary>The service in a process of its own.</summary>
    private sealed class ChildService : IDisposable
    {
        private readonly Process _process;

        private ChildService(Process process, Uri address, TimeSpan timeToReady)
        {
            (_process, TimeToReady) = (process, timeToReady);
            Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = new Uri(address, "/api/v1/") };
        }

        public HttpClient Http { get; }

        public TimeSpan TimeToReady { get; }

        public bool HasEnded => _process.HasExited;

        public long WorkingSet
        {
            get
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
        }

        public static async Task<ChildService> StartAsync(string account)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(LocalHostApp).Assembly.Location]) { RedirectStandardOutput = true };
            start.Environment["AzureWebJobsStorage"] = account;
            start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
            start.Environment["LOG_LEVEL"] = "ERROR";
            var clock = Stopwatch.StartNew();
            var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Split(' ') is not ["JobFunctions", "listens", "on", var address])
                    continue;
                _ = process.StandardOutput.ReadToEndAsync();
                using var http = new HttpClient();
                using var answer = await http.GetAsync(new Uri(new Uri(address), "/api/v1/jobs/stats"));
                return new ChildService(process, new Uri(address), clock.Elapsed);
            }

            throw new InvalidOperationException("The service ended before it listened.");
        }

        public void Dispose()
        {
            Http.Dispose();
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
