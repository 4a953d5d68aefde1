using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>A clock that is a minute later each time somebody looks at it.</summary>
internal sealed class HurriedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _looks;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Increment(ref _looks) * 60 * TimestampFrequency;
}
