using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>A job type whose jobs are three quarters done until the test lets them go on.</summary>
internal sealed class GateHandler : IJobHandler, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private int _running;

    public string Type => "gate";

    public int Running => Volatile.Read(ref _running);

    public void Release(int jobs = 1) => _gate.Release(jobs);

    public void Dispose() => _gate.Dispose();

    public IReadOnlyList<FieldError> Validate(JsonElement config) =>
        config.TryGetProperty("bad", out _) ? [new FieldError("config.bad", "must not be there")] : [];

    public async Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        try
        {
            job.Report(0.75, "Processing records...", 75, 100);
            Say(config, "log", job);
            await _gate.WaitAsync(cancellationToken);
            Say(config, "log_after", job);
            if (config.TryGetProperty("error", out var error))
                throw new PermanentJobException(error.GetString()!);
            if (config.TryGetProperty("file", out var file))
            {
                await using var result = await job.CreateResultAsync(file.GetString()!, cancellationToken);
                await result.WriteAsync(new byte[1024 * 1024], cancellationToken);
            }

            return JsonElement.Parse("""{"answer": 42}""");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void Say(JsonElement config, string member, IJobContext job)
    {
        if (!config.TryGetProperty(member, out var lines))
            return;
        foreach (var line in lines.EnumerateArray())
            job.Log(line.GetString()!);
    }
}
