using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>A job type that lets its secrets out on every way that it has.</summary>
internal sealed class LeakyHandler : IJobHandler
{
    public string Type => "leaky";

    public IReadOnlyCollection<string> SecretMembers => ["access_token"];

    /// <summary>What the attempts were given.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Given { get; } = new();

    /// <summary>The token as it stood in the config.</summary>
    public ConcurrentQueue<string?> Tokens { get; } = new();

    public IReadOnlyList<FieldError> Validate(JsonElement config) => config.TryGetProperty("refuse", out _)
        ? [new FieldError("config.access_token", $"'{TokenOf(config)}' is not wanted")]
        : [];

    public async Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken)
    {
        Given.Enqueue(job.Secrets);
        Tokens.Enqueue(TokenOf(config));
        var all = string.Join(' ', job.Secrets.Values);
        job.Report(0.5, $"working with {all}");
        job.Log($"signed in with {all}");
        if (config.TryGetProperty("cancelled", out _))
        {
            cancellationToken.Register(() => throw new InvalidOperationException($"stopped with {all}"));
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (config.TryGetProperty("fail", out _))
            throw new InvalidOperationException($"{new string('x', 1_990)}{all} refused", new IOException(Convert.ToBase64String(Encoding.UTF8.GetBytes(all))));
        if (config.TryGetProperty("file", out _))
            await job.CreateResultAsync($"{job.Secrets.Values.First()}.txt", cancellationToken);
        return JsonSerializer.SerializeToElement(new Dictionary<string, string[]> { ["used " + all] = [.. job.Secrets.Values] });
    }

    private static string? TokenOf(JsonElement config) => config.TryGetProperty("access_token", out var token) ? token.GetString() : null;
}
