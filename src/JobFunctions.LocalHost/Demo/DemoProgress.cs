using Spectre.Console;

namespace JobFunctions.LocalHost.Demo;

/// <summary>Shows a job while it runs: a live bar on a terminal, a line per change where the output goes to a file or a pipe.</summary>
internal static class DemoProgress
{
    /// <summary>Shows every snapshot and returns the last one.</summary>
    public static Task<JobSnapshot> ShowAsync(IAnsiConsole console, IAsyncEnumerable<JobSnapshot> snapshots) =>
        console.Profile.Out.IsTerminal ? ShowBarAsync(console, snapshots) : ShowLinesAsync(console, snapshots);

    private static Task<JobSnapshot> ShowBarAsync(IAnsiConsole console, IAsyncEnumerable<JobSnapshot> snapshots) =>
        console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("submitted");
                return await LastAsync(snapshots, job =>
                {
                    task.Value = job.Progress ?? 0;
                    task.Description = Markup.Escape(Describe(job));
                });
            });

    private static Task<JobSnapshot> ShowLinesAsync(IAnsiConsole console, IAsyncEnumerable<JobSnapshot> snapshots)
    {
        var shown = "";
        return LastAsync(snapshots, job =>
        {
            var line = $"{job.Progress ?? 0,3:F0} %  {Describe(job)}";
            if (line != shown)
                console.WriteLine(shown = line);
        });
    }

    private static string Describe(JobSnapshot job) => job.Message is { Length: > 0 } message ? $"{job.Status}: {message}" : job.Status;

    private static async Task<JobSnapshot> LastAsync(IAsyncEnumerable<JobSnapshot> snapshots, Action<JobSnapshot> show)
    {
        JobSnapshot? last = null;
        await foreach (var snapshot in snapshots)
            show(last = snapshot);
        return last!;
    }
}
