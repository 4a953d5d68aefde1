using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.Core.Tests;

/// <summary>A job type that does what a test says.</summary>
internal sealed class ScriptedHandler : IJobHandler
{
    public string Type => "scripted";

    public int Weight { get; set; } = 1;

    /// <summary>What an attempt does; nothing at first.</summary>
    public Func<IJobContext, CancellationToken, Task<JsonElement?>> Script { get; set; } = (_, _) => Task.FromResult<JsonElement?>(null);

    /// <summary>The same with the job's config; the script when null.</summary>
    public Func<JsonElement, IJobContext, CancellationToken, Task<JsonElement?>>? Run { get; set; }

    public IReadOnlyList<FieldError> Validate(JsonElement config) => [];

    public Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken) =>
        Run is { } run ? run(config, job, cancellationToken) : Script(job, cancellationToken);
}
