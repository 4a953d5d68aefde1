using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Noop;

/// <summary>Does nothing, for as long and as often failing as asked: for smoke tests and benchmarks.</summary>
[DisplayName("No-op"), Description("Does nothing, for as long and as often failing as asked: for trying things out.")]
internal sealed class NoopHandler(TimeProvider time) : JobHandler<NoopConfig>("noop")
{
    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(NoopConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        var steps = Math.Max(1, config.Steps);
        for (var step = 1; step <= steps; step++)
        {
            if (config.DurationMs > 0)
                await Task.Delay(TimeSpan.FromMilliseconds((double)config.DurationMs / steps), time, cancellationToken);
            if (config.Steps > 0)
                job.Report((double)step / steps, $"Step {step} of {steps}", step, steps);
        }

        if (config.FailTimes < 0 || job.Attempt <= config.FailTimes)
            throw new InvalidOperationException($"Attempt {job.Attempt} failed as asked");
        return null;
    }
}
