using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace JobFunctions.JobTypes.Tests.Indexing;

/// <summary>Reads what an indexing job left, as a user would.</summary>
internal static class IndexResult
{
    public static List<JsonElement> Inventory(FakeJobContext job) =>
        [.. job.ResultText("inventory.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    /// <summary>The paths of what a full-text query finds, the best first.</summary>
    public static List<string> Search(FakeJobContext job, string query)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(path, job.ResultBytes("index.sqlite"));
        try
        {
            using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = new SqliteCommand("SELECT path FROM texts WHERE texts MATCH $query ORDER BY rank", connection);
            command.Parameters.AddWithValue("$query", query);
            using var rows = command.ExecuteReader();
            var found = new List<string>();
            while (rows.Read())
                found.Add(rows.GetString(0));
            return found;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The counts of a result: items, indexed, read, unchanged, removed, unreadable.</summary>
    public static (int Items, int Indexed, int Read, int Unchanged, int Removed, int Unreadable) Counts(JsonElement result) =>
        (result.Of("items"), result.Of("indexed"), result.Of("read"), result.Of("unchanged"), result.Of("removed"), result.Of("unreadable"));

    private static int Of(this JsonElement result, string count) => result.GetProperty(count).GetInt32();
}
