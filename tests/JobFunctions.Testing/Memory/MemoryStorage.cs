using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Testing.Memory;

/// <summary>
/// Tables and queues in the memory of this process, behind the REST interface of the service, as far as JobFunctions uses it. Rows are
/// sorted, so a range query costs what it returns, whatever the table holds: where the emulator scans, this shows what the service does.
/// Blobs stay with the emulator.
/// </summary>
public sealed class MemoryStorage : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TableRequests _tables;
    private readonly QueueRequests _queues;

    private MemoryStorage(WebApplication app, TimeProvider time) => (_app, _tables, _queues) = (app, new TableRequests(time), new QueueRequests(time));

    /// <summary>What reaches it: its own tables and queues, the other account's blobs.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts a store on a free port of this machine.</summary>
    /// <param name="blobs">The connection string of the account whose blobs are used.</param>
    /// <param name="time">What time it is; the machine's when null.</param>
    public static async Task<MemoryStorage> StartAsync(string blobs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var storage = new MemoryStorage(builder.Build(), time ?? TimeProvider.System);
        storage._app.Run(storage.AnswerAsync);
        await storage._app.StartAsync();

        var given = blobs.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var address = storage._app.Urls.First();
        given["TableEndpoint"] = $"{address}/table/{given["AccountName"]}";
        given["QueueEndpoint"] = $"{address}/queue/{given["AccountName"]}";
        storage.ConnectionString = string.Join(';', given.Select(pair => $"{pair.Key}={pair.Value}")) + ";";
        return storage;
    }

    /// <summary>How many rows a table has.</summary>
    public long CountRows(string table) => _tables.Table(table).Count;

    /// <summary>How many rows the queries of a table have looked at so far.</summary>
    public long RowsScanned(string table) => _tables.Table(table).RowsScanned;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal MemoryTable Table(string name) => _tables.Table(name);

    internal static string TableError(RefusedException refused) =>
        $$$$"""{"odata.error":{"code":"{{{{refused.Code}}}}","message":{"lang":"en-US","value":"{{{{refused.Index}}}}:{{{{refused.Code}}}}"}}}""";

    private async Task AnswerAsync(HttpContext context)
    {
        // As it was sent: a key may hold an escaped slash.
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var parts = raw.Split('/', 4);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.Headers["x-ms-version"] = "2019-02-02";
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        try
        {
            await (parts is [_, "table", _, var row] ? _tables.AnswerAsync(context, row, body.ToArray())
                : parts is [_, "queue", _, var message] ? _queues.AnswerAsync(context, Uri.UnescapeDataString(message), body.ToArray())
                : throw new RefusedException(404, "ResourceNotFound"));
        }
        catch (Exception refusal)
        {
            // What is not a refusal is something that this store can't do: say so, for the client sees a status only.
            if (refusal is not RefusedException)
                Console.Error.WriteLine($"{context.Request.Method} {raw}: {refusal}");
            var refused = refusal as RefusedException ?? new RefusedException(400, "InvalidInput");
            context.Response.StatusCode = refused.Status;
            context.Response.Headers["x-ms-error-code"] = refused.Code;
            var isTable = parts is [_, "table", ..];
            context.Response.ContentType = isTable ? "application/json" : "application/xml";
            await context.Response.WriteAsync(isTable ? TableError(refused) : $"<?xml version=\"1.0\"?><Error><Code>{refused.Code}</Code></Error>");
        }
    }
}
