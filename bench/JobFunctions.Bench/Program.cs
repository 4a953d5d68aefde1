using JobFunctions.Bench;
using JobFunctions.Bench.Sections;

var options = BenchOptions.Parse(args);
if (options is null)
{
    Console.WriteLine(BenchOptions.Usage);
    return 2;
}

ISection[] sections =
[
    new RequestsSection(), new ThroughputSection(), new ProcessesSection(), new PeersSection(), new GrowthSection(), new LatencySection(),
    new MemorySection(), new MatchingSection(), new TelemetrySection(),
];

// Whatever a figure is, it says what ran beside it.
var report = new Report(Machine.Describe(), options.Quick);
foreach (var section in sections.Where(section => options.Only.Count == 0 || options.Only.Contains(section.Name)))
{
    Console.WriteLine($"── {section.Name} …");
    try
    {
        await section.RunAsync(report, options);
    }
    catch (Exception failed)
    {
        // One section that can't run must not take the others' figures with it.
        report.Add(section.Name, "failed", double.NaN, "", note: failed.Message.Split('\n')[0]);
        Console.Error.WriteLine(failed);
    }

    report.Write(options.Folder);
}

Console.WriteLine(report.ToTable());
Console.WriteLine($"Written to {Path.GetFullPath(options.Folder)}");
return report.HasFailed ? 1 : 0;
