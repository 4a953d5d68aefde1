using Azure.Core;
using Azure.Core.Pipeline;

namespace JobFunctions.Core.Tests;

/// <summary>When a fault happens: before the service saw the request, or after it did, so that only the answer is lost.</summary>
public enum Fault
{
    Before,
    AnswerLost,
}

/// <summary>Sees every request to storage, and makes those fail that a test picks.</summary>
internal sealed class FaultPolicy : HttpPipelinePolicy
{
    private int _requests;

    /// <summary>The number of requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Gets the number of a request, from 1, and the request; says how it fails, or null.</summary>
    public Func<int, Request, Fault?> Pick { get; set; } = (_, _) => null;

    public static bool IsTransaction(Request request) => request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    public void Restart() => _requests = 0;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var fault = Pick(Interlocked.Increment(ref _requests), message.Request);
        if (fault != Fault.Before)
            await ProcessNextAsync(message, pipeline);
        if (fault is not null)
            throw new IOException($"The test lets this fail: {fault}");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
