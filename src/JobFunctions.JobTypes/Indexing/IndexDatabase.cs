using System.Globalization;
using Microsoft.Data.Sqlite;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>An item as the index knows it.</summary>
/// <param name="Source">What the source said of it.</param>
/// <param name="Sha256">The hash of what was read; null when nothing was.</param>
/// <param name="Indexed">Whether its text is in the index.</param>
internal sealed record IndexedItem(SourceItem Source, string? Sha256, bool Indexed);

/// <summary>
/// The index: an SQLite file with the table <c>items</c> and the full-text table <c>texts</c>. It is result and memory in one: the
/// next run goes on from it, and reads only what has changed.
/// </summary>
internal sealed class IndexDatabase : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS items (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, bytes INTEGER, content_type TEXT, version TEXT, md5 TEXT,
            sha256 TEXT, modified_at TEXT, trashed INTEGER NOT NULL, indexed INTEGER NOT NULL, seen INTEGER NOT NULL);
        CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(path, body, tokenize = "unicode61 remove_diacritics 2");
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _all;
    private readonly long _run;

    /// <summary>Opens an index, or begins a new one. All changes are one transaction, until <see cref="Complete"/>.</summary>
    public IndexDatabase(string path)
    {
        // Without a pool nothing holds the file after this.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _connection.Open();
        Execute(Schema);
        _all = _connection.BeginTransaction();
        _run = (long)Scalar("SELECT COALESCE(MAX(seen), 0) + 1 FROM items")!;
    }

    /// <summary>Notes that an item is still as it was.</summary>
    /// <returns>False when it is new or has changed, and so has to be read.</returns>
    public bool TryKeep(SourceItem item)
    {
        if (item.Version is null || Scalar("SELECT number FROM items WHERE id = $id AND version = $version", ("$id", item.Id), ("$version", item.Version)) is not long number)
            return false;

        // It may have been renamed, or thrown away, without being changed.
        Execute(
            "UPDATE items SET path = $path, content_type = $type, modified_at = $modified, trashed = $trashed, seen = $run WHERE number = $number",
            ("$path", item.Path), ("$type", item.ContentType), ("$modified", Time(item.ModifiedAt)), ("$trashed", item.Trashed), ("$run", _run), ("$number", number));
        Execute("UPDATE texts SET path = $path WHERE rowid = $number AND path <> $path", ("$path", item.Path), ("$number", number));
        return true;
    }

    /// <summary>Takes an item in, instead of what was known of it.</summary>
    public void Put(SourceItem item, ItemContent? content)
    {
        if (Scalar("SELECT number FROM items WHERE id = $id", ("$id", item.Id)) is long old)
            Remove(old);
        var number = (long)Scalar(
            """
            INSERT INTO items (id, path, bytes, content_type, version, md5, sha256, modified_at, trashed, indexed, seen)
            VALUES ($id, $path, $bytes, $type, $version, $md5, $sha256, $modified, $trashed, $indexed, $run) RETURNING number
            """,
            ("$id", item.Id), ("$path", item.Path), ("$bytes", item.Bytes ?? content?.Bytes), ("$type", item.ContentType), ("$version", item.Version),
            ("$md5", item.Md5), ("$sha256", content?.Sha256), ("$modified", Time(item.ModifiedAt)), ("$trashed", item.Trashed),
            ("$indexed", content?.Text is not null), ("$run", _run))!;
        if (content?.Text is { } text)
            Execute("INSERT INTO texts (rowid, path, body) VALUES ($number, $path, $body)", ("$number", number), ("$path", item.Path), ("$body", text));
    }

    /// <summary>Takes out what this run has not seen.</summary>
    /// <returns>How many items that were.</returns>
    public int RemoveUnseen()
    {
        var gone = new List<long>();
        using (var command = Command("SELECT number FROM items WHERE seen <> $run", [("$run", _run)]))
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
                gone.Add(rows.GetInt64(0));
        }

        gone.ForEach(Remove);
        return gone.Count;
    }

    /// <summary>All items by path.</summary>
    public IEnumerable<IndexedItem> Items()
    {
        using var command = Command(
            "SELECT id, path, bytes, content_type, version, md5, modified_at, trashed, sha256, indexed FROM items ORDER BY path, id", []);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var source = new SourceItem(
                row.GetString(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetInt64(2),
                Text(row, 3),
                Text(row, 4),
                Text(row, 5),
                Text(row, 6) is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
                row.GetBoolean(7));
            yield return new IndexedItem(source, Text(row, 8), row.GetBoolean(9));
        }
    }

    /// <summary>Makes all changes stand.</summary>
    public void Complete()
    {
        _all.Commit();
        Execute("INSERT INTO texts (texts) VALUES ('optimize')");
    }

    public void Dispose()
    {
        _all.Dispose();
        _connection.Dispose();
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private void Remove(long number)
    {
        Execute("DELETE FROM texts WHERE rowid = $number", ("$number", number));
        Execute("DELETE FROM items WHERE number = $number", ("$number", number));
    }

    private void Execute(string sql, params (string Name, object? Value)[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params (string Name, object? Value)[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

#pragma warning disable CA2100 // Every text is a constant of this class.
    private SqliteCommand Command(string sql, (string Name, object? Value)[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
#pragma warning restore CA2100
}
