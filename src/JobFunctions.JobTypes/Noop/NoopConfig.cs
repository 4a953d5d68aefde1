using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace JobFunctions.JobTypes.Noop;

/// <summary>How a <c>noop</c> job passes its time.</summary>
internal sealed record NoopConfig
{
    [Range(0, 3_600_000), Description("How long the whole takes, in milliseconds.")]
    public int DurationMs { get; init; }

    [Range(0, 10_000), Description("Into how many steps the time is cut; progress is reported after each.")]
    public int Steps { get; init; }

    [Range(-1, int.MaxValue), Description("How many first attempts fail; -1: every one.")]
    public int FailTimes { get; init; }
}
