using JobFunctions.JobTypes.FunctionCalls;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>A function that always fails.</summary>
internal static class BrokenFunction
{
    [JobFunction("app.workers.jobs.broken")]
    public static void Run(int trade) => throw new InvalidOperationException($"trade {trade} is broken");
}
