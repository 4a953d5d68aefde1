using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching;

namespace JobFunctions.JobTypes.Tests.DataMatching;

public class DataMatchingHandlerTests
{
    private const string People1 = "customer_name,email,phone\nAnna Müller,anna@example.org,1\nBob Stone,bob@example.org,2\nCarl Ek,,3\n";
    private const string People2 = "full_name;city\nSTONE BOB;Köln\nMueller Ana;\"Wien; Alt\"\nZoë Lind;Oslo\n";

    private const string Config = """
        {
          "mappings": [{ "file1_col": "customer_name", "file2_col": "full_name", "match_type": "fuzzy" }],
          "output_cols1": ["customer_name", "phone"],
          "output_cols2": ["full_name", "city"],
          "threshold": 75,
          "generate_unmatched": true
        }
        """;

    [Fact]
    public async Task Writes_scores_row_numbers_and_the_output_columns_of_every_match()
    {
        var job = People();

        await RunAsync(Config, job);

        var rows = job.Result("matched_results.json").EnumerateArray().ToList();
        Assert.Equal(2, rows.Count);
        AssertJson(
            """
            {
              "score": 100, "mapping_scores": [100],
              "row1": 2, "file1": { "customer_name": "Bob Stone", "phone": "2" },
              "row2": 1, "file2": { "full_name": "STONE BOB", "city": "Köln" }
            }
            """,
            rows[1]);
        Assert.Equal((1, 2), (rows[0].GetProperty("row1").GetInt32(), rows[0].GetProperty("row2").GetInt32()));
        Assert.InRange(rows[0].GetProperty("score").GetDouble(), 75, 95);
        Assert.Equal("Wien; Alt", rows[0].GetProperty("file2").GetProperty("city").GetString());
    }

    [Fact]
    public async Task Writes_the_rows_without_a_partner_when_asked()
    {
        var job = People();

        await RunAsync(Config, job);

        AssertJson("""[{ "row1": 3, "file1": { "customer_name": "Carl Ek", "phone": "3" } }]""", job.Result("unmatched_1.json"));
        AssertJson("""[{ "row2": 3, "file2": { "full_name": "Zoë Lind", "city": "Oslo" } }]""", job.Result("unmatched_2.json"));
    }

    [Fact]
    public async Task Writes_only_the_matches_by_default()
    {
        var job = People();

        await RunAsync(Config.Replace("true", "false"), job);

        Assert.Equal(["matched_results.json"], job.ResultNames);
    }

    [Fact]
    public async Task Returns_the_counts()
    {
        var result = await RunAsync(Config, People());

        AssertJson(
            """{ "rows1": 3, "rows2": 3, "matched": 2, "unmatched1": 1, "unmatched2": 1, "compared_pairs": 2, "warnings": [] }""",
            result);
    }

    [Fact]
    public async Task Shows_the_mapped_columns_when_no_output_columns_are_named()
    {
        var job = People();

        await RunAsync(
            """{ "mappings": [{ "file1_col": "customer_name", "file2_col": "full_name", "match_type": "fuzzy" }], "threshold": 99 }""",
            job);

        var row = Assert.Single(job.Result("matched_results.json").EnumerateArray());
        AssertJson("""{ "customer_name": "Bob Stone" }""", row.GetProperty("file1"));
        AssertJson("""{ "full_name": "STONE BOB" }""", row.GetProperty("file2"));
    }

    [Fact]
    public async Task Names_stay_readable_in_the_result_files()
    {
        var job = People();

        await RunAsync(Config, job);

        Assert.Contains("Anna Müller", job.ResultText("matched_results.json"));
    }

    [Fact]
    public async Task Files_without_rows_make_empty_results()
    {
        var job = new FakeJobContext().WithInput("file1.csv", "customer_name,phone\n").WithInput("file2.csv", People2);

        await RunAsync(Config, job);

        Assert.Equal("[]", job.ResultText("matched_results.json"));
        Assert.Equal("[]", job.ResultText("unmatched_1.json"));
        Assert.Equal(3, job.Result("unmatched_2.json").GetArrayLength());
    }

    [Theory]
    [InlineData("surname", "phone", "\"surname\"")]
    [InlineData("customer_name", "e-mail", "\"e-mail\"")]
    [InlineData("surname", "e-mail", "\"surname\", \"e-mail\"")]
    public async Task A_missing_column_fails_the_job_for_good_and_is_named(string column, string output, string missing)
    {
        var config = $$"""
            { "mappings": [{ "file1_col": "{{column}}", "file2_col": "full_name", "match_type": "exact" }], "output_cols1": ["{{output}}"] }
            """;

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(config, People()));

        Assert.Equal($"file1.csv has no column {missing}. Its columns are \"customer_name\", \"email\", \"phone\".", error.Message);
    }

    [Fact]
    public async Task A_missing_input_fails_the_job_for_good_and_is_named()
    {
        var job = new FakeJobContext().WithInput("file1.csv", People1);

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(Config, job));

        Assert.Contains("file2.csv", error.Message);
    }

    [Fact]
    public async Task Cells_that_cannot_be_read_are_told_in_the_result()
    {
        var job = new FakeJobContext().WithInput("file1.csv", "n\n12\nmany\n\n").WithInput("file2.csv", "n\n12.0\n13\n");

        var result = await RunAsync(
            """{ "mappings": [{ "file1_col": "n", "file2_col": "n", "match_type": "numeric" }], "threshold": 99 }""", job);

        Assert.Equal(1, result.GetProperty("matched").GetInt32());
        Assert.Equal(
            "file1.csv: 1 of 2 cells in column \"n\" are no number and were treated as empty",
            Assert.Single(result.GetProperty("warnings").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Reports_rising_progress_with_words_and_counts()
    {
        var job = People();

        await RunAsync(Config, job);

        Assert.Equal(job.Reports.Select(report => report.Fraction).Order(), job.Reports.Select(report => report.Fraction));
        Assert.Contains(job.Reports, report => report.Message == "Reading file2.csv");
        var last = job.Reports[^1];
        Assert.Equal((1.0, "Found 2 matches between 3 and 3 rows", 3L, 3L), (last.Fraction, last.Message, last.Done, last.Total));
    }

    [Theory]
    [InlineData("Reading")]
    [InlineData("Indexing")]
    [InlineData("Comparing")]
    [InlineData("Writing")]
    public async Task Stops_at_once_when_cancelled(string phase)
    {
        using var cancel = new CancellationTokenSource();
        var reportsAfter = 0;
        var rows = "name\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"person {i}\n"));
        var job = new FakeJobContext
        {
            OnReport = report =>
            {
                if (cancel.IsCancellationRequested)
                    reportsAfter++;
                else if (report.Message!.StartsWith(phase, StringComparison.Ordinal))
                    cancel.Cancel();
            },
        }.WithInput("file1.csv", rows).WithInput("file2.csv", rows);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunCancellableAsync(
            """{ "mappings": [{ "file1_col": "name", "file2_col": "name", "match_type": "fuzzy" }] }""", job, cancel.Token));

        Assert.Equal(0, reportsAfter);
    }

    private static FakeJobContext People() => new FakeJobContext().WithInput("file1.csv", People1).WithInput("file2.csv", People2);

    private static Task<JsonElement> RunAsync(string config, FakeJobContext job) =>
        RunCancellableAsync(config, job, TestContext.Current.CancellationToken);

    private static async Task<JsonElement> RunCancellableAsync(string config, FakeJobContext job, CancellationToken cancellationToken) =>
        (await new DataMatchingHandler().RunAsync(JsonElement.Parse(config), job, cancellationToken))!.Value;

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), $"expected {expected}\nbut found {actual}");
}
