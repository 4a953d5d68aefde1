using CsCheck;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

/// <summary>
/// Random changes by several processes, some of them made of an outdated snapshot, held against a plain dictionary: each succeeds
/// exactly when it should, and after every step rows, indexes and counters agree.
/// </summary>
public class JobTableModelTests(AzuriteFixture azurite)
{
    private const int Processes = 3;
    private const int Jobs = 6;

    private static readonly Dictionary<string, Func<Job, Job>> Changes = new()
    {
        ["claim"] = job => job.Claim("instance", Make.Start.AddSeconds(job.Attempt)),
        ["report"] = job => job.Report(0.5, $"attempt {job.Attempt}", 1, 2),
        ["complete"] = job => job.Complete("{}", [new ResultFile("r", 1)], Make.Start.AddMinutes(1)),
        ["retry"] = job => job.Fail(new JobError("E", "m", null), permanent: false, TimeSpan.FromSeconds(1), Next(job), Make.Start.AddMinutes(2)),
        ["fail"] = job => job.Fail(new JobError("E", "m", null), permanent: true, TimeSpan.Zero, Next(job), Make.Start.AddMinutes(3)),
        ["hand back"] = job => job.HandBack(Next(job), Make.Start.AddMinutes(4)),
        ["cancel"] = job => job.Cancel(Make.Start.AddMinutes(5)),
        ["requeue"] = job => job.Requeue(Next(job), Make.Start.AddMinutes(6)),
    };

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, Processes - 1], Gen.Int[0, Jobs - 1], Gen.OneOf<string>([.. Changes.Keys, "create", "create", "delete"]), Gen.Bool,
        (process, job, change, isStale) => new Step(process, job, change, isStale));

    [Fact]
    public async Task The_store_does_what_a_dictionary_would() => await Steps.List[40].SampleAsync(RunAsync, iter: 12, threads: 1);

    private async Task RunAsync(List<Step> steps)
    {
        var account = azurite.NewAccount();
        var processes = new List<Core>();
        for (var i = 0; i < Processes; i++)
            processes.Add(await Core.StartAsync(account, processes.FirstOrDefault()?.Time));
        var model = new Dictionary<int, Job>();
        var outdated = new Dictionary<int, Job>();

        foreach (var step in steps)
        {
            await ApplyAsync(step, processes[step.Process].Store, model, outdated);
            await Rows.AssertConsistentAsync(processes[0]);
        }

        foreach (var expected in model.Values)
            Assert.Equivalent(expected, await processes[0].FindAsync(expected.Id), strict: true);
        foreach (var process in processes)
            await process.DisposeAsync();
    }

    private static async Task ApplyAsync(Step step, IJobStore store, Dictionary<int, Job> model, Dictionary<int, Job> outdated)
    {
        model.TryGetValue(step.Job, out var current);
        if (step.Change == "create")
        {
            // A job that exists can't be made again.
            var created = store.CreateAsync(current ?? Make.Job(shard: step.Job % 4) with { Program = step.Job % 2 == 0 ? "p" : null });
            if (current is null)
                model[step.Job] = await created;
            else
                await Assert.ThrowsAsync<JobConflictException>(() => created);
            return;
        }

        var isStale = step.IsStale && outdated.ContainsKey(step.Job);
        if ((isStale ? outdated[step.Job] : current) is not { } before)
            return;
        if (step.Change == "delete")
        {
            if (isStale)
            {
                await Assert.ThrowsAsync<JobConflictException>(() => store.DeleteAsync(before));
                return;
            }

            await store.DeleteAsync(before);
            model.Remove(step.Job);
            outdated[step.Job] = before;
            return;
        }

        Job after;
        try
        {
            after = Changes[step.Change](before);
        }
        catch (IllegalTransitionException)
        {
            return;
        }

        if (isStale)
        {
            await Assert.ThrowsAsync<JobConflictException>(() => store.UpdateAsync(before, after));
            return;
        }

        model[step.Job] = await store.UpdateAsync(before, after);
        outdated[step.Job] = before;
    }

    private static Generation Next(Job job) => new(job.Generation.Number + 1, "next");

    private sealed record Step(int Process, int Job, string Change, bool IsStale);
}
