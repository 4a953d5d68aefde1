using System.Text;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.Tests.DataMatching.Csv;

public class CsvTableReaderTests
{
    [Theory]
    [InlineData("id,name\n1,Zoë\n2,Łukasz\n")]
    [InlineData("id;name\r\n1;Zoë\r\n2;Łukasz")]
    [InlineData("id\tname\n1\tZoë\n\n2\tŁukasz\n\n")]
    [InlineData("\uFEFFid,name\n1,Zoë\n2,Łukasz\n")]
    [InlineData("name;id\nZoë;1\nŁukasz;2\n")]
    [InlineData("\"id\",\"name\"\n\"1\",\"Zoë\"\n\"2\",\"Łukasz\"\n")]
    public async Task Reads_every_usual_dialect(string text)
    {
        var table = await ReadAsync(text, "id", "name");

        Assert.Equal(["1", "2"], Cells(table, "id"));
        Assert.Equal(["Zoë", "Łukasz"], Cells(table, "name"));
    }

    [Fact]
    public async Task Reads_UTF_16_with_a_byte_order_mark()
    {
        byte[] bytes = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("name\nŻaneta\n")];

        Assert.Equal(["Żaneta"], Cells(await ReadAsync(bytes, "name"), "name"));
    }

    [Fact]
    public async Task Quoted_cells_may_hold_delimiters_quotes_and_lines()
    {
        var table = await ReadAsync("name,note\n\"Weiß, Anna\",\"said \"\"no\"\"\nand left\"\nBob,\n", "name", "note");

        Assert.Equal(["Weiß, Anna", "Bob"], Cells(table, "name"));
        Assert.Equal(["said \"no\"\nand left", ""], Cells(table, "note"));
    }

    [Fact]
    public async Task A_header_alone_is_a_table_without_rows() => Assert.Equal(0, (await ReadAsync("id,name\n", "name")).Rows);

    [Fact]
    public async Task A_missing_column_is_named_with_the_file_and_the_columns_there_are() =>
        Assert.Equal(
            "people.csv has no column \"mail\". Its columns are \"id\", \"name\".",
            await ErrorAsync("id,name\n1,Ann\n", "name", "mail"));

    [Fact]
    public async Task An_empty_file_is_told() => Assert.StartsWith("people.csv is empty.", await ErrorAsync("", "name"));

    [Theory]
    [InlineData("id,name\n1,Ann\n2\n", "3")]
    [InlineData("id,name\n1,Ann\n2,Bob,7\n", "3")]
    [InlineData("id,name\n1,\"Ann\n2,Bob\n", "2")]
    [InlineData("id,name\n1,\"Ann\" Lee\n", "2")]
    public async Task Broken_lines_are_told_with_their_number(string text, string line)
    {
        var message = await ErrorAsync(text, "name");

        Assert.StartsWith("people.csv is not a well-formed CSV file:", message);
        Assert.Contains(line, message);
    }

    [Fact]
    public async Task A_column_name_that_occurs_twice_is_refused_only_when_used()
    {
        const string Text = "id,name,name\n1,a,b\n";

        Assert.Contains("more than one column \"name\"", await ErrorAsync(Text, "name"));
        Assert.Equal(["1"], Cells(await ReadAsync(Text, "id"), "id"));
    }

    [Fact]
    public async Task Another_encoding_than_UTF_8_is_told()
    {
        var latin1 = Encoding.Latin1.GetBytes("id,name\n1,Ann\n2,Zoë\n");

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => ReadAsync(latin1, "name"));

        Assert.StartsWith("people.csv, line 3: column \"name\" is not valid UTF-8.", error.Message);
    }

    private static Task<CsvTable> ReadAsync(string text, params string[] columns) => ReadAsync(Encoding.UTF8.GetBytes(text), columns);

    private static async Task<CsvTable> ReadAsync(byte[] bytes, params string[] columns)
    {
        using var input = new MemoryStream(bytes);
        return await CsvTableReader.ReadAsync(input, "people.csv", columns, _ => { }, TestContext.Current.CancellationToken);
    }

    private static async Task<string> ErrorAsync(string text, params string[] columns) =>
        (await Assert.ThrowsAsync<PermanentJobException>(() => ReadAsync(text, columns))).Message;

    private static IEnumerable<string> Cells(CsvTable table, string column) =>
        Enumerable.Range(0, table.Rows).Select(row => Encoding.UTF8.GetString(table[column][row]));
}
