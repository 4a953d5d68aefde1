using System.Text.Json;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests;

/// <summary>An attempt whose process is gone for so long that another takes the job over, and then comes back and does not know.</summary>
internal sealed class LateAttempt
{
    private readonly Core _gone;
    private readonly TaskCompletionSource _back;
    private readonly Task _run;

    private LateAttempt(Core gone, Job job, TaskCompletionSource back, Task run) => (_gone, Job, _back, _run) = (gone, job, back, run);

    public Job Job { get; }

    /// <summary>Submits a job and begins to run it.</summary>
    /// <param name="gone">The process.</param>
    /// <param name="whenBack">What its handler does when it is back.</param>
    public static async Task<LateAttempt> StartAsync(Core gone, Func<IJobContext, Task>? whenBack = null)
    {
        var (started, back) = (new TaskCompletionSource(), new TaskCompletionSource());
        gone.Handler.Script = async (context, _) =>
        {
            started.SetResult();
            await back.Task;
            await (whenBack?.Invoke(context) ?? Task.CompletedTask);
            return (JsonElement?)null;
        };
        var job = await gone.SubmitAsync();
        var run = gone.RunBellsAsync();
        await Eventually.Completes(started.Task);
        return new LateAttempt(gone, job, back, run);
    }

    /// <summary>Its lease runs out, and another process runs the job to its end.</summary>
    public async Task TakeOverAsync(Core other)
    {
        _gone.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await other.Get<StuckJobs>().ResetAsync(TestContext.Current.CancellationToken));
        await other.RunBellsAsync();
    }

    /// <summary>It goes on, to whatever end.</summary>
    public Task ReturnAsync()
    {
        _back.SetResult();
        return Eventually.Completes(_run);
    }
}
