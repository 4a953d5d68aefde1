using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Bench.Bare;

/// <summary>What a program would do that does only the naive requests of a job: hosted by the same host, with the same pump.</summary>
public sealed class BareFunctions(BareProgram program)
{
    [Function("Bare")]
    public Task RunAsync([QueueTrigger(BareProgram.Name)] string message) => program.RunAsync(message);
}
