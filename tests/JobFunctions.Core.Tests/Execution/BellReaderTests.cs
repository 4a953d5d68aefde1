using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

/// <summary>When a process looks for the job of a bell that another one has put.</summary>
public class BellReaderTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looks_in_vain_make_it_wait_before_the_next_one()
    {
        var account = azurite.NewAccount();
        var time = new SteppedTime();
        await using var submitting = await Core.StartAsync(account, time);
        await using var running = await Core.StartAsync(account, time);
        var reader = running.Get<BellReader>();
        var job = Make.Job();

        foreach (var milliseconds in new[] { 0, 10, 20 })
        {
            // Taken before the look, which may be over and have made it longer before this thread goes on.
            var before = reader.Pause;
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), before);
            var vain = LookAsync();
            await PassAsync(before);
            Assert.Null(await vain);
        }

        // The row comes while it waits, and one look is enough.
        var pause = reader.Pause;
        var look = LookAsync();
        await time.BeginsToWait(pause);
        await submitting.Store.CreateAsync(job);
        Assert.False(look.IsCompleted);
        await PassAsync(pause);
        Assert.Equal(job.Id, (await look)?.Id);
        Assert.InRange(reader.Pause, pause - TimeSpan.FromMilliseconds(1), pause - TimeSpan.FromTicks(1));

        Task<Job?> LookAsync() => reader.ReadAsync(new Bell(job.Id, job.Generation, time.GetUtcNow()), Token);

        async Task PassAsync(TimeSpan pause)
        {
            if (pause == TimeSpan.Zero)
                return;
            await time.BeginsToWait(pause);
            time.Advance(pause);
        }
    }

    [Fact]
    public async Task A_bell_that_was_put_again_or_is_old_is_looked_for_at_once_and_teaches_nothing()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var reader = core.Get<BellReader>();
        var job = Make.Job();
        var now = core.Time.GetUtcNow();

        Assert.Null(await reader.ReadAsync(new Bell(job.Id, job.Generation, now, VisibleAt: now), Token));
        Assert.Null(await reader.ReadAsync(new Bell(job.Id, job.Generation, now.AddSeconds(-1)), Token));

        Assert.Equal(TimeSpan.Zero, reader.Pause);
    }
}
