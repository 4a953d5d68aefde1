using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.Browser.Tests;

/// <summary>A job type whose jobs are three quarters done until the test lets them go on.</summary>
internal sealed class GateHandler() : JobHandler<GateConfig>("gate"), IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);

    public void Release() => _gate.Release(1000);

    public void Dispose() => _gate.Dispose();

    protected override async Task<JsonElement?> RunAsync(GateConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        job.Report(0.75, "Processing records …", 75, 100);
        await _gate.WaitAsync(cancellationToken);
        return JsonElement.Parse("""{"answer": 42}""");
    }
}

/// <summary>Nothing can be set.</summary>
internal sealed record GateConfig;
