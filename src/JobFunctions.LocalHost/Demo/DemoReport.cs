using System.Text.Json;
using Spectre.Console;

namespace JobFunctions.LocalHost.Demo;

/// <summary>Prints what the demo's job has found.</summary>
internal static class DemoReport
{
    private const int ShownRows = 8;

    public static void Print(IAnsiConsole console, JsonElement matchedRows, MatchQuality quality, IEnumerable<Uri> results)
    {
        console.Write(Matches(matchedRows));
        console.WriteLine($"Matches    {quality.Found} found, {quality.Right} of them right, {quality.Expected} to be found");
        console.WriteLine($"Precision  {quality.Precision:F3}");
        console.WriteLine($"Recall     {quality.Recall:F3}");
        console.WriteLine("Results");
        // Written past the console's line wrapping, which would break an address in two.
        foreach (var result in results)
            console.Profile.Out.Writer.WriteLine($"  {result}");
    }

    // Imperfect matches are what there is to see.
    private static Table Matches(JsonElement matchedRows)
    {
        var table = new Table { Title = new TableTitle("Some of the matches") };
        table.AddColumns("Score", "Name", "Full name", "Email", "Mail");
        foreach (var row in matchedRows.EnumerateArray().Where(row => row.GetProperty("score").GetDouble() < 99).Take(ShownRows))
        {
            var (file1, file2) = (row.GetProperty("file1"), row.GetProperty("file2"));
            table.AddRow(
                new Text($"{row.GetProperty("score").GetDouble():F1}"),
                Cell(file1, "name"),
                Cell(file2, "full_name"),
                Cell(file1, "email"),
                Cell(file2, "mail"));
        }

        return table;
    }

    private static Text Cell(JsonElement row, string column) => new(row.GetProperty(column).GetString()!);
}
