using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Bench;

/// <summary>Which parts of the service a process hosts.</summary>
internal enum Part
{
    All,
    Http,
    Processor,
}

/// <summary>The service as the local host runs it, in this process; several over one account are as several processes.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly Caller Caller = new("bench", IsAdmin: true, new HashSet<string>());

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<JobId, TaskCompletionSource> _ends = new();

    private Service(WebApplication app, HttpClient http)
    {
        (_app, Http) = (app, http);
        Feed.Committed += OnCommitted;
    }

    public HttpClient Http { get; }

    public CommitFeed Feed => Get<CommitFeed>();

    public IMeterFactory Meters => Get<IMeterFactory>();

    public JobService Jobs => Get<JobService>();

    public static async Task<Service> StartAsync(string storage, Part part = Part.All, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage, ["LOG_LEVEL"] = "ERROR" };
        foreach (var (key, value) in settings)
            all[key] = value;
        var app = LocalHostApp.Build(new LocalHostOptions
        {
            App = HostedApp.Default with { Types = [.. HostedApp.Default.Types.Where(type => Hosts(part, type))] },
            Urls = Listening.FreePort,
            ProcessorOnly = part == Part.Processor,
            Settings = all,
        });
        await app.StartAsync();
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 });
        if (part != Part.Processor)
            http.BaseAddress = Listening.BaseAddress(app);
        return new Service(app, http);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Completes when this process commits the job's end.</summary>
    public Task EndOf(JobId id) => End(id).Task;

    /// <summary>Submits by a call of the core.</summary>
    public async Task<JobId> SubmitAsync(JobSubmission submission) =>
        (await Jobs.SubmitAsync(Jobs.NewId(), submission, hasInputs: false, Caller, CancellationToken.None)).Id;

    /// <summary>Submits over HTTP.</summary>
    public async Task<JobId> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync("jobs/submit", content);
        answer.EnsureSuccessStatusCode();
        var submitted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return JobId.Parse(submitted.GetProperty("job_id").GetString()!);
    }

    /// <summary>A no-op job of the core's own form.</summary>
    public static JobSubmission Noop(int milliseconds = 0) => new()
    {
        Name = "a job",
        Type = "noop",
        Config = JsonElement.Parse($$"""{"duration_ms": {{milliseconds}} }"""),
    };

    /// <summary>A no-op job as a client sends it.</summary>
    public static string NoopBody(int milliseconds = 0, int steps = 0, int priority = 2) =>
        $$"""{"name": "a job", "type": "noop", "priority": {{priority}}, "config": {"duration_ms": {{milliseconds}}, "steps": {{steps}} } }""";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static bool Hosts(Part part, Type type) => part switch
    {
        Part.Http => type.Namespace is not ("JobFunctions.Queue" or "JobFunctions.Timers"),
        Part.Processor => type.Namespace is not "JobFunctions.Http",
        _ => true,
    };

    private TaskCompletionSource End(JobId id) => _ends.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void OnCommitted(JobId id, Job? before, Job? job)
    {
        if (job is { Status: JobStatus.Completed })
            End(id).TrySetResult();
    }
}
