namespace JobFunctions.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Small sizes, for trying it out: the figures mean little.</param>
/// <param name="Only">Which sections; all when empty.</param>
/// <param name="Folder">Where the table is written.</param>
internal sealed record BenchOptions(bool Quick, IReadOnlySet<string> Only, string Folder)
{
    public const string Usage = """
        dotnet run -c Release --project bench/JobFunctions.Bench -- [--quick] [--only SECTION[,SECTION…]] [--out FOLDER]

        Sections: requests, throughput, processes, peers, growth, latency, memory, matching, telemetry
        Writes results.md and results.json to FOLDER (bench/results by default).
        """;

    /// <summary>A size, or a smaller one for trying.</summary>
    public int Size(int full, int quick) => Quick ? quick : full;

    public static BenchOptions? Parse(string[] arguments)
    {
        var options = new BenchOptions(false, new HashSet<string>(), Path.Combine("bench", "results"));
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--only" when i + 1 < arguments.Length:
                    options = options with { Only = arguments[++i].Split(',').ToHashSet() };
                    break;
                case "--out" when i + 1 < arguments.Length:
                    options = options with { Folder = arguments[++i] };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
