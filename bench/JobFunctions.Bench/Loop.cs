using System.Diagnostics;

namespace JobFunctions.Bench;

/// <summary>Ways to keep a service busy.</summary>
internal static class Loop
{
    /// <summary>A closed loop: so many callers, each with one job at a time, until all jobs are done.</summary>
    /// <returns>Jobs per second.</returns>
    public static async Task<double> ClosedAsync(int jobs, int inFlight, Func<Task> runOne)
    {
        var left = jobs;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await runOne();
        })));
        return jobs / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Submits a job and waits for its end.</summary>
    public static Func<Task> Through(Service front, Service back, bool overHttp) => async () =>
    {
        var id = overHttp ? await front.PostAsync(Service.NoopBody()) : await front.SubmitAsync(Service.Noop());
        await back.EndOf(id);
    };
}
