using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;

namespace JobFunctions.Core.Service;

/// <summary>Stops and starts all work, for admins.</summary>
/// <param name="processor">Whether jobs may start.</param>
/// <param name="parked">The jobs that waited.</param>
/// <param name="audit">Who did it.</param>
public sealed class ProcessorControl(Processor processor, ParkedJobs parked, AuditTrail audit)
{
    private const string StartOrStop = "start or stop the processor";

    /// <summary>Lets jobs start again, everywhere; those that waited follow in their order.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    public async Task StartAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin(StartOrStop);
        await processor.StartAsync(caller.UserId, cancellationToken);
        parked.RingInBackground();
        await audit.RecordAsync(caller, AuditActions.StartProcessor);
    }

    /// <summary>Lets no job start, everywhere; those that run go on.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    public async Task StopAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin(StartOrStop);
        await processor.StopAsync(caller.UserId, cancellationToken);
        await audit.RecordAsync(caller, AuditActions.StopProcessor);
    }
}
