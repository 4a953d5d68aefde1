using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The way from an invocation to its request.</summary>
public static class HttpContextExtensions
{
    internal const string ItemKey = "HttpRequestContext";

    /// <summary>The request's context; null when no request triggered the function.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(ItemKey, out var http) ? http as HttpContext : null;
    }
}
