using JobFunctions.Client;
using Spectre.Console;

namespace JobFunctions.LocalHost.Demo;

/// <summary>Shows a job while it runs: a live bar on a terminal, a line per change where the output goes to a file or a pipe.</summary>
internal static class DemoProgress
{
    /// <summary>Shows every update and returns the last one.</summary>
    public static Task<JobUpdate> ShowAsync(IAnsiConsole console, IAsyncEnumerable<JobUpdate> updates) =>
        console.Profile.Out.IsTerminal ? ShowBarAsync(console, updates) : ShowLinesAsync(console, updates);

    private static Task<JobUpdate> ShowBarAsync(IAnsiConsole console, IAsyncEnumerable<JobUpdate> updates) =>
        console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("submitted");
                return await LastAsync(updates, job =>
                {
                    task.Value = 100 * job.Progress;
                    task.Description = Markup.Escape(Describe(job));
                });
            });

    private static Task<JobUpdate> ShowLinesAsync(IAnsiConsole console, IAsyncEnumerable<JobUpdate> updates)
    {
        var shown = "";
        return LastAsync(updates, job =>
        {
            var line = $"{100 * job.Progress,3:F0} %  {Describe(job)}";
            if (line != shown)
                console.WriteLine(shown = line);
        });
    }

    public static string Word(JobStatus status) => status.ToString().ToLowerInvariant();

    private static string Describe(JobUpdate job) =>
        job.Message is { Length: > 0 } message ? $"{Word(job.Status)}: {message}" : Word(job.Status);

    private static async Task<JobUpdate> LastAsync(IAsyncEnumerable<JobUpdate> updates, Action<JobUpdate> show)
    {
        JobUpdate? last = null;
        await foreach (var update in updates)
            show(last = update);
        return last!;
    }
}
