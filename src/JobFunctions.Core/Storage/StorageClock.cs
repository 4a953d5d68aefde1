using Azure.Core;
using Azure.Core.Pipeline;

namespace JobFunctions.Core.Storage;

/// <summary>How far this machine's clock is from storage's: every answer bears the time at which it was given.</summary>
/// <param name="time">This machine's clock.</param>
public sealed class StorageClock(TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private long _ahead;

    /// <summary>By how much this machine was ahead at the last answer; negative when it was behind.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <inheritdoc />
    public override void OnReceivedResponse(HttpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.HasResponse && message.Response.Headers.Date is { } date)
            Interlocked.Exchange(ref _ahead, (time.GetUtcNow() - date).Ticks);
    }
}
