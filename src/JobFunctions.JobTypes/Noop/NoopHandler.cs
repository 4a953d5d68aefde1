using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Noop;

/// <summary>Does nothing, for as long and as often failing as asked: for smoke tests and benchmarks.</summary>
public sealed class NoopHandler(TimeProvider time) : JobHandler<NoopConfig>("noop", NoopJson.Default.NoopConfig)
{
    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(NoopConfig config)
    {
        if (config.DurationMs is < 0 or > 3_600_000)
            yield return new FieldError("config.duration_ms", "must be between 0 and 3600000");
        if (config.Steps is < 0 or > 10_000)
            yield return new FieldError("config.steps", "must be between 0 and 10000");
        if (config.FailTimes < -1)
            yield return new FieldError("config.fail_times", "must be −1 (always) or more");
    }

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
