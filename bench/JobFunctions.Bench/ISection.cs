namespace JobFunctions.Bench;

/// <summary>A part of the benchmark.</summary>
internal interface ISection
{
    /// <summary>Its name on the command line and in the table.</summary>
    string Name { get; }

    /// <summary>Measures, and adds the figures.</summary>
    Task RunAsync(Report report, BenchOptions options);
}
