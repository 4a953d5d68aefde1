using System.Globalization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>
/// The large case, which takes minutes and runs only when asked for:
/// <c>dotnet run --project tests/JobFunctions.LocalHost.Tests -- -explicit only</c>. <c>FINISHED_JOBS</c> sets another number of jobs.
/// </summary>
public class ManyFinishedJobsTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly int Jobs = int.Parse(Environment.GetEnvironmentVariable("FINISHED_JOBS") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly (string Key, string Value)[] Settings = [("Storage:TransactionTimeout", "00:10:00"), ("Storage:GiveUpAfter", "00:30:00")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Many_finished_jobs_with_files_are_deleted_and_counted_once()
    {
        // A busy machine makes the emulator slow: an outcome that nobody waits for any more could not be counted.
        var storage = azurite.NewAccount();
        await using var one = await ContractHost.StartAsync(storage, null, Settings);
        await using var other = await ContractHost.StartAsync(storage, null, Settings);
        var began = TimeProvider.System.GetTimestamp();
        await FillAsync(one);
        output.WriteLine($"{Jobs} jobs made in {Elapsed():0} s");
        Assert.Equal(Jobs, (await one.GetAsync("jobs/stats"))["failed"].GetInt32());

        began = TimeProvider.System.GetTimestamp();
        var (jobs, files) = (0, 0);
        for (var goOn = true; goOn;)
        {
            var answers = await Task.WhenAll(one.DeleteAsync("jobs/finished"), other.DeleteAsync("jobs/finished"));
            foreach (var answer in answers)
            {
                Assert.Equal(0, answer["error_count"].GetInt32());
                jobs += answer["jobs_deleted"].GetInt32();
                files += answer["files_removed"].GetInt32();
                output.WriteLine($"{Elapsed():0} s: {answer["message"]}");
            }

            goOn = answers.Any(answer => !answer["complete"].GetBoolean());
        }

        Assert.Equal((Jobs, Jobs), (jobs, files));
        Assert.Equal(0, (await one.GetAsync("jobs/stats"))["total_jobs"].GetInt32());
        Assert.Equal("No finished jobs to clear", (await one.DeleteAsync("jobs/finished"))["message"].GetString());

        double Elapsed() => TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    // Straight into the store: submitting and running them would take longer than what is to be seen.
    private Task FillAsync(ContractHost host)
    {
        var (service, store, files) = (host.Service<JobService>(), host.Service<IJobStore>(), host.Service<JobFiles>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = 128, CancellationToken = Token };
        return Parallel.ForEachAsync(Enumerable.Range(1, Jobs), options, async (number, _) =>
        {
            if (number % 1000 == 0)
                output.WriteLine($"{number} jobs");
            var now = TimeProvider.System.GetUtcNow();
            var id = service.NewId();
            await files.WriteInputAsync(id, "input.txt", new MemoryStream("hello"u8.ToArray()), Token);
            await store.CreateAsync(new Job
            {
                Id = id,
                Type = "noop",
                Name = "A finished job",
                Owner = "default_user",
                Config = "{}",
                HasFiles = true,
                CreatedAt = now,
                DueAt = now,
                EndedAt = now,
                Status = JobStatus.Failed,
                Generation = new Generation(1, "made"),
                Error = new JobError("Made", "for this test", null),
            });
        });
    }
}
