using Azure.Core;

namespace JobFunctions.Core.Metering;

/// <summary>What a request to storage is, told from its method and address alone. Pure.</summary>
internal static class StorageCall
{
    public const string Tables = "table";
    public const string Queues = "queue";
    public const string Blobs = "blob";

    /// <summary>An entity group transaction.</summary>
    public const string Transaction = "transaction";

    /// <summary>A row, or a blob, that is named.</summary>
    public const string Read = "read";

    /// <summary>A range of rows.</summary>
    public const string Query = "query";

    /// <summary>Asking a queue for messages.</summary>
    public const string Receive = "receive";

    private const string Write = "write";
    private const string Delete = "delete";
    private const string Setup = "setup";

    public static string KindOf(string service, RequestMethod method, RequestUriBuilder address) => service switch
    {
        Tables => TableKind(method, address.Path),
        Queues => QueueKind(method, address.Path, address.Query),
        _ => BlobKind(method, address.Query),
    };

    private static string TableKind(RequestMethod method, string path)
    {
        if (path.EndsWith("/$batch", StringComparison.Ordinal))
            return Transaction;
        if (path.EndsWith("/Tables", StringComparison.Ordinal))
            return Setup;
        if (method == RequestMethod.Get)
            return path.EndsWith("()", StringComparison.Ordinal) ? Query : Read;
        return method == RequestMethod.Delete ? Delete : Write;
    }

    private static string QueueKind(RequestMethod method, string path, string query)
    {
        if (!path.Contains("/messages", StringComparison.Ordinal))
            return method == RequestMethod.Get || method == RequestMethod.Head ? "properties" : Setup;
        if (method == RequestMethod.Get)
            return query.Contains("peekonly", StringComparison.Ordinal) ? "peek" : Receive;
        if (method == RequestMethod.Post)
            return "put";
        return method == RequestMethod.Delete ? Delete : "update";
    }

    private static string BlobKind(RequestMethod method, string query)
    {
        if (query.Contains("restype=container", StringComparison.Ordinal))
            return query.Contains("comp=list", StringComparison.Ordinal) ? "list" : Setup;
        if (query.Contains("comp=lease", StringComparison.Ordinal))
            return "lease";
        if (method == RequestMethod.Get || method == RequestMethod.Head)
            return Read;
        return method == RequestMethod.Delete ? Delete : Write;
    }
}
