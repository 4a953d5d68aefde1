namespace JobFunctions.LocalHost.Tests.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Values_count_less_than_what_the_command_line_says()
    {
        File.WriteAllText(_file, """{ "Values": { "Jobs__ProcessId": "file", "Jobs__MaxRetries": "7", "AzureWebJobsStorage": "" } }""");
        using var app = (IDisposable)LocalHostApp.Build(new LocalHostOptions
        {
            App = new HostedApp([], (_, configuration) =>
            {
                Assert.Equal("command line", configuration["Jobs:ProcessId"]);
                Assert.Equal("7", configuration["Jobs:MaxRetries"]);
                Assert.NotEmpty(configuration["AzureWebJobsStorage"]!);
            }),
            LocalSettings = _file,
            Settings = CommandLine.Parse(["--process-id", "command line"]).ToOptions().Settings,
        });
    }
}
