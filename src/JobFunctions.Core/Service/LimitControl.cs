using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>The limits and how far they are used.</summary>
/// <param name="InForce">What holds now.</param>
/// <param name="Configured">What the settings say.</param>
/// <param name="Running">How many jobs hold a slot.</param>
public sealed record LimitState(SlotLimits InForce, SlotLimits Configured, int Running);

/// <summary>Shows and sets the limits while the service runs, for admins.</summary>
/// <param name="state">Where they are stored.</param>
/// <param name="controls">What this instance knows of them.</param>
/// <param name="table">The slots.</param>
/// <param name="sweep">Wakes whom a change frees.</param>
/// <param name="audit">Who did it.</param>
/// <param name="options">What is configured.</param>
/// <param name="time">What time it is.</param>
public sealed class LimitControl(
    ServiceState state, Controls controls, SlotTable table, SlotSweep sweep, AuditTrail audit, IOptions<JobOptions> options, TimeProvider time)
{
    private const int Configured = -1;

    /// <summary>The limits now.</summary>
    public async Task<LimitState> LookAsync(CancellationToken cancellationToken) => new(
        await controls.LimitsAsync(cancellationToken),
        new SlotLimits(options.Value.MaxConcurrent, options.Value.MaxConcurrentPerUser),
        (await table.ReadGateAsync(cancellationToken)).Gate.Running);

    /// <summary>
    /// Sets the limits; every instance acts on them within two seconds. A lower limit takes nothing from those that run. Those that began
    /// to run while there was no limit hold no slot and are not counted.
    /// </summary>
    /// <param name="global">The global limit, 0 for none; null for the configured one.</param>
    /// <param name="perUser">The limit per user, 0 for none; null for the configured one.</param>
    /// <param name="caller">Who sets them.</param>
    /// <param name="cancellationToken">Stops before they are set.</param>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    /// <exception cref="InvalidRequestException">A limit is out of range.</exception>
    public async Task<LimitState> SetAsync(int? global, int? perUser, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin("set the limits");
        Check("max_concurrent", global);
        Check("max_concurrent_per_user", perUser);
        await state.SetLimitsAsync(global ?? Configured, perUser ?? Configured, caller.UserId, time.GetUtcNow(), cancellationToken);
        controls.Forget();
        await audit.RecordAsync(caller, AuditActions.SetLimits, null, null, $"global {global?.ToString() ?? "as configured"}, per user {perUser?.ToString() ?? "as configured"}");
        sweep.LookAtEverybodyInBackground();
        return await LookAsync(cancellationToken);
    }

    private static void Check(string field, int? limit)
    {
        if (limit is < 0 or > SlotLimits.Largest)
            throw new InvalidRequestException(field, $"must be between 0 (no limit) and {SlotLimits.Largest}");
    }
}
