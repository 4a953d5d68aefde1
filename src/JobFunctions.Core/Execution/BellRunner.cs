using JobFunctions.Core.Jobs;
using JobFunctions.Core.Metering;

namespace JobFunctions.Core.Execution;

/// <summary>Answers the bells of the lanes: claims the job when it is due, and runs it.</summary>
/// <param name="claims">Claims jobs.</param>
/// <param name="attempts">Runs them.</param>
/// <param name="room">How much runs at once.</param>
/// <param name="unreadable">What is no bell.</param>
/// <param name="meter">What a job costs.</param>
public sealed class BellRunner(JobClaims claims, AttemptRunner attempts, Room room, UnreadableMessages unreadable, StorageMeter meter)
{
    /// <summary>
    /// Runs the job that a bell names, to its end. A bell that can't be used is put again or dropped, never thrown: a throw would
    /// burn one of the few deliveries that the host grants a message.
    /// </summary>
    /// <param name="message">The message as the host gives it.</param>
    /// <param name="stopping">The host wants the function to end.</param>
    public async Task RunAsync(LaneMessage message, CancellationToken stopping)
    {
        if (!Bell.TryParse(message.Text, out var bell))
        {
            await unreadable.RecordAsync(message, stopping);
            return;
        }

        using var cost = meter.BeginJob();
        using var place = room.NewPlace();
        if (await claims.ClaimAsync(message.Queue, bell, place, stopping) is not { } attempt)
            return;
        cost.Name = attempt.Job.Type;
        await attempts.RunAsync(attempt, stopping);
    }
}
