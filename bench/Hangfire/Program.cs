using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Redis.StackExchange;
using JobFunctions.Bench.Hangfire;

// Arguments: postgres|redis, connection string, jobs, milliseconds of each. Prints jobs per second: client and server in one process,
// 64 submitters at once and Hangfire's own number of workers.
var (storage, connection, jobs, milliseconds) = (
    args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));

// Its calls block their threads; a pool that grew only slowly would let those to Redis time out.
ThreadPool.SetMinThreads(200, 200);
if (storage == "postgres")
{
    GlobalConfiguration.Configuration.UsePostgreSqlStorage(
        options => options.UseNpgsqlConnection(connection),
        new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(200), EnableLongPolling = true });
}
else
{
    GlobalConfiguration.Configuration.UseRedisStorage(connection);
}

using var server = new BackgroundJobServer();
await RunAsync(Math.Max(100, jobs / 10));
Console.WriteLine((await RunAsync(jobs)).ToString(CultureInfo.InvariantCulture));

async Task<double> RunAsync(int number)
{
    var before = Work.Done;
    var left = number;
    var clock = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() =>
    {
        while (Interlocked.Decrement(ref left) >= 0)
            BackgroundJob.Enqueue(() => Work.Do(milliseconds));
    })));
    while (Work.Done < before + number)
    {
        if (clock.Elapsed > TimeSpan.FromMinutes(5))
            throw new TimeoutException("Hangfire did not finish within five minutes");
        await Task.Delay(20);
    }

    return number / clock.Elapsed.TotalSeconds;
}
