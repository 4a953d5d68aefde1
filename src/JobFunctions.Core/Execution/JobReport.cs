using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Execution;

/// <summary>What a handler said of its progress.</summary>
internal sealed record JobReport(double Fraction, string? Message, long? Done, long? Total)
{
    public Job On(Job job) => job.Report(Fraction, Message, Done, Total);
}
