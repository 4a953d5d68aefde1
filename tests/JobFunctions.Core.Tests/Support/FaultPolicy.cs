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

    /// <summary>Whether a request came that <see cref="FailAt"/> picks.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Counts anew, and lets a request fail, with those right behind it when so many in a row shall.</summary>
    /// <param name="number">The first one, from 1.</param>
    /// <param name="fault">How they fail.</param>
    /// <param name="inARow">How many: the SDK's own retries get over fewer than three.</param>
    public void FailAt(int number, Fault fault, int inARow = 1)
    {
        HasFailed = false;
        Restart();
        Pick = (request, _) =>
        {
            if (request < number || request >= number + inARow)
                return null;
            HasFailed = true;
            return fault;
        };
    }

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
