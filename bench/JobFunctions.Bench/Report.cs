using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JobFunctions.Bench;

/// <summary>The one table of all figures.</summary>
/// <param name="machine">Where they were measured.</param>
/// <param name="quick">Whether sizes were small.</param>
internal sealed class Report(string machine, bool quick)
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly List<Figure> _figures = [];

    public bool HasFailed => _figures.Any(figure => figure.Measure == "failed");

    /// <summary>Adds a figure and tells it.</summary>
    /// <param name="section">The part of the table.</param>
    /// <param name="measure">What was measured.</param>
    /// <param name="value">Its value; not a number where there is none.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="target">What it should be, in words.</param>
    /// <param name="note">What bounds it, or what one must know of it.</param>
    public void Add(string section, string measure, double value, string unit, string target = "", string note = "")
    {
        var figure = new Figure(section, measure, double.IsFinite(value) ? Round(value) : null, unit, target, note);
        _figures.Add(figure);
        Console.WriteLine($"   {measure}: {Text(figure.Value)} {unit} {(target.Length > 0 ? $"(target {target})" : "")} {note}");
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.md"), ToMarkdown());
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(new { machine, quick, figures = _figures }, Pretty));
    }

    public string ToTable()
    {
        var rows = _figures.Select(figure => new[] { figure.Section, figure.Measure, Text(figure.Value), figure.Unit, figure.Target, figure.Note }).ToList();
        rows.Insert(0, ["section", "measure", "value", "unit", "target", "note"]);
        var widths = Enumerable.Range(0, 5).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < widths.Length; column++)
                text.Append(column == 2 ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column])).Append("  ");
            text.AppendLine(row[5]);
        }

        return text.ToString();
    }

    private string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {machine}{(quick ? "; quick sizes, for trying only" : "")}.").AppendLine();
        text.AppendLine("| section | measure | value | unit | target | note |").AppendLine("| --- | --- | ---: | --- | --- | --- |");
        foreach (var figure in _figures)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Section} | {figure.Measure} | {Text(figure.Value)} | {figure.Unit} | {figure.Target} | {figure.Note} |");
        return text.ToString();
    }

    private static double Round(double value) => Math.Abs(value) >= 100 ? Math.Round(value) : Math.Round(value, 2);

    private static string Text(double? value) => value?.ToString("#,##0.##", CultureInfo.InvariantCulture) ?? "–";

    private sealed record Figure(string Section, string Measure, double? Value, string Unit, string Target, string Note);
}
