using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Bench.Bare;

/// <summary>
/// The floor: insert a row, put a message, receive it (16 at once), write the row for the claim and for the end, delete the message. No
/// index, no counter, no read, no safety. The row is the same as the service's own and lies in as many partitions; clients and pump
/// are the same, too.
/// </summary>
public sealed class BareProgram : IAsyncDisposable
{
    internal const string Name = "bare";
    private const int Shards = 4;

    private readonly TableClient _table;
    private readonly QueueClient _queue;
    private readonly ConcurrentDictionary<string, (TableEntity Row, TaskCompletionSource Done)> _jobs = new();
    private WebApplication? _app;
    private IQueueObserver[] _observers = [];

    private BareProgram(string storage)
    {
        _table = new TableClient(storage, Name, new TableClientOptions { Retry = { MaxRetries = 0 } });
        _queue = new QueueClient(storage, Name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
    }

    public static async Task<BareProgram> StartAsync(string storage)
    {
        var program = new BareProgram(storage);
        await program._table.CreateIfNotExistsAsync();
        await program._queue.CreateIfNotExistsAsync();
        program._app = LocalHostApp.Build(new LocalHostOptions
        {
            App = new HostedApp([typeof(BareFunctions)], (services, _) => services.AddSingleton(program)),
            ProcessorOnly = true,
            Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage, ["LOG_LEVEL"] = "ERROR" },
        });
        await program._app.StartAsync();
        program._observers = [.. program._app.Services.GetServices<IQueueObserver>()];
        return program;
    }

    /// <summary>One job, from its submit to its end.</summary>
    public async Task RunOneAsync()
    {
        var id = JobId.New(DateTimeOffset.UtcNow, Random.Shared.Next(Shards), Guid.NewGuid());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var row = JobRow.ToJobRow(New(id));
        row.ETag = (await _table.AddEntityAsync(row)).Headers.ETag!.Value;
        _jobs[id.ToKey()] = (row, done);
        await _queue.SendMessageAsync(id.ToKey());
        foreach (var observer in _observers)
            observer.Enqueued(Name, TimeSpan.Zero);
        await done.Task;
    }

    internal async Task RunAsync(string id)
    {
        var (row, done) = _jobs[id];
        await WriteAsync(row, "running");
        await WriteAsync(row, "completed");
        _jobs.TryRemove(id, out _);
        done.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task WriteAsync(TableEntity row, string status)
    {
        row["Status"] = status;
        row.ETag = (await _table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace)).Headers.ETag!.Value;
    }

    private static Job New(JobId id) => new()
    {
        Id = id,
        Type = "noop",
        Name = "a job",
        Owner = "bench",
        Config = """{"duration_ms": 0}""",
        MaxRetries = 3,
        CreatedAt = DateTimeOffset.UtcNow,
        DueAt = DateTimeOffset.UtcNow,
        Status = JobStatus.Pending,
        Generation = new Generation(1, "0123456789abcdef"),
        OperationId = "0123456789abcdef",
    };
}
