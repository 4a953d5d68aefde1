using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace JobFunctions.Testing.Memory;

/// <summary>The part of the Table REST interface that the service uses.</summary>
internal sealed partial class TableRequests(TimeProvider time)
{
    private const int LargestPage = 1_000;
    private const string Continuation = "x-ms-continuation-Next";

    private readonly ConcurrentDictionary<string, MemoryTable> _tables = new(StringComparer.OrdinalIgnoreCase);

    public MemoryTable Table(string name) => _tables.GetOrAdd(name, _ => new MemoryTable(time));

    /// <param name="context">The request.</param>
    /// <param name="path">Its path below the account, as it was sent.</param>
    /// <param name="body">Its body.</param>
    public Task AnswerAsync(HttpContext context, string path, byte[] body)
    {
        if (path == "$batch")
            return TransactAsync(context, body);
        if (path == "Tables")
        {
            using var named = JsonDocument.Parse(body);
            if (!_tables.TryAdd(named.RootElement.GetProperty("TableName").GetString()!, new MemoryTable(time)))
                throw new RefusedException(409, "TableAlreadyExists");
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        }

        var address = RowAddress.Parse(path);
        var table = _tables.TryGetValue(address.Table, out var found) ? found : throw new RefusedException(404, "TableNotFound");
        var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
        if (HttpMethods.IsGet(context.Request.Method))
            return address.Key is null ? QueryAsync(context, table, query) : ReadAsync(context, table, address, query);

        var (partition, operation) = OperationOf(context.Request.Method, address, context.Request.Headers.IfMatch, body);
        if (table.Commit(partition, [operation]) is [{ } etag])
            context.Response.Headers.ETag = etag;
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task ReadAsync(HttpContext context, MemoryTable table, RowAddress address, Dictionary<string, StringValues> query)
    {
        var row = table.Find(address.Partition!, address.Key!) ?? throw new RefusedException(404, "ResourceNotFound");
        context.Response.Headers.ETag = row.ETag;
        await WriteAsync(context, json => row.WriteTo(json, address.Partition!, Columns(query)));
    }

    private static async Task QueryAsync(HttpContext context, MemoryTable table, Dictionary<string, StringValues> query)
    {
        var limit = query.TryGetValue("$top", out var top) ? int.Parse(top.ToString(), CultureInfo.InvariantCulture) : LargestPage;
        (string, string)? from = query.TryGetValue("NextPartitionKey", out var partition) ? (partition.ToString(), query["NextRowKey"].ToString()) : null;
        var (rows, next) = table.Query(TableFilter.Parse(query.GetValueOrDefault("$filter")), Math.Min(limit, LargestPage), from);
        if (next is { } more)
        {
            context.Response.Headers[Continuation + "PartitionKey"] = more.Partition;
            context.Response.Headers[Continuation + "RowKey"] = more.Key;
        }

        var columns = Columns(query);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            foreach (var (partitionKey, row) in rows)
                row.WriteTo(json, partitionKey, columns);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private Task TransactAsync(HttpContext context, byte[] body)
    {
        MemoryTable? table = null;
        string? partition = null;
        var operations = new List<TableOperation>();
        foreach (Match part in Part.Matches(Encoding.UTF8.GetString(body)))
        {
            var path = new Uri(part.Groups["address"].Value).AbsolutePath;
            var address = RowAddress.Parse(path[(path.LastIndexOf('/') + 1)..]);
            table ??= Table(address.Table);
            var ifMatch = IfMatch.Match(part.Groups["headers"].Value) is { Success: true } match ? match.Groups[1].Value : null;
            (partition, var operation) = OperationOf(part.Groups["method"].Value, address, ifMatch, Encoding.UTF8.GetBytes(part.Groups["body"].Value));
            operations.Add(operation);
        }

        var answer = new StringBuilder();
        try
        {
            foreach (var etag in table!.Commit(partition!, operations))
                Append($"HTTP/1.1 204 No Content\r\n{(etag is null ? "" : $"ETag: {etag}\r\n")}DataServiceVersion: 3.0;\r\n\r\n");
        }
        catch (RefusedException refused)
        {
            answer.Clear();
            Append($"HTTP/1.1 {refused.Status} Refused\r\nContent-Type: application/json\r\n\r\n{MemoryStorage.TableError(refused)}\r\n");
        }

        context.Response.StatusCode = 202;
        context.Response.ContentType = "multipart/mixed; boundary=batchresponse_1";
        return context.Response.WriteAsync(
            $"--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n{answer}--changesetresponse_1--\r\n--batchresponse_1--\r\n");

        void Append(string response) =>
            answer.Append("--changesetresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n").Append(response).Append("\r\n");
    }

    private static (string Partition, TableOperation Operation) OperationOf(string method, RowAddress address, string? ifMatch, byte[] body)
    {
        var (partition, key, properties) = (address.Partition, address.Key, Array.Empty<byte>());
        if (body.Length > 0)
        {
            using var entity = JsonDocument.Parse(body);
            properties = MemoryRow.PropertiesOf(entity.RootElement);
            partition ??= entity.RootElement.GetProperty("PartitionKey").GetString();
            key ??= entity.RootElement.GetProperty("RowKey").GetString();
        }

        var verb = method switch
        {
            "POST" => TableVerb.Insert,
            "PUT" => TableVerb.Replace,
            "PATCH" or "MERGE" => TableVerb.Merge,
            "DELETE" => TableVerb.Delete,
            _ => throw new RefusedException(405, "UnsupportedHttpVerb"),
        };
        return (partition!, new TableOperation(verb, key!, properties, string.IsNullOrEmpty(ifMatch) ? null : ifMatch));
    }

    private static HashSet<string>? Columns(Dictionary<string, StringValues> query) =>
        query.TryGetValue("$select", out var columns) && columns.ToString() is { Length: > 0 } named ? [.. named.Split(',')] : null;

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
            write(json);
        context.Response.ContentType = "application/json;odata=minimalmetadata";
        context.Response.ContentLength = body.Length;
        body.Position = 0;
        await body.CopyToAsync(context.Response.Body);
    }

    [GeneratedRegex(@"(?<method>[A-Z]+) (?<address>http\S+) HTTP/1\.1\r\n(?<headers>(?:[^\r\n]+\r\n)*)\r\n(?<body>\{[^\r\n]*\})?")]
    private static partial Regex Part { get; }

    [GeneratedRegex(@"^If-Match: ([^\r\n]+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex IfMatch { get; }
}

/// <summary>The table, and the row of it, that a path names.</summary>
internal sealed partial record RowAddress(string Table, string? Partition, string? Key)
{
    public static RowAddress Parse(string path)
    {
        var match = Address.Match(Uri.UnescapeDataString(path));
        if (!match.Success)
            throw new RefusedException(400, "InvalidUri");
        return match.Groups["partition"] is { Success: true } partition
            ? new RowAddress(match.Groups["table"].Value, Plain(partition.Value), Plain(match.Groups["key"].Value))
            : new RowAddress(match.Groups["table"].Value, null, null);
    }

    private static string Plain(string quoted) => quoted.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<table>\w+)(?:\((?:PartitionKey='(?<partition>(?:[^']|'')*)',\s*RowKey='(?<key>(?:[^']|'')*)')?\))?$")]
    private static partial Regex Address { get; }
}
