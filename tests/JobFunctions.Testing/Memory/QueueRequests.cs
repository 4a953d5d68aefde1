using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Testing.Memory;

/// <summary>The part of the Queue REST interface that the service uses.</summary>
internal sealed class QueueRequests(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, MemoryQueue> _queues = new(StringComparer.Ordinal);

    /// <param name="context">The request.</param>
    /// <param name="path">Its path below the account: a queue, its messages, or one of them.</param>
    /// <param name="body">Its body.</param>
    public Task AnswerAsync(HttpContext context, string path, byte[] body)
    {
        var (method, query, parts) = (context.Request.Method, context.Request.Query, path.Split('/'));
        if (parts is [var made] && HttpMethods.IsPut(method))
        {
            context.Response.StatusCode = _queues.TryAdd(made, new MemoryQueue(time)) ? 201 : 204;
            return Task.CompletedTask;
        }

        var queue = _queues.TryGetValue(parts[0], out var found) ? found : throw new RefusedException(404, "QueueNotFound");
        switch (parts, method)
        {
            case ([_], "DELETE"):
                _queues.TryRemove(parts[0], out _);
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            case ([_], _):
                context.Response.Headers["x-ms-approximate-messages-count"] = queue.Count.ToString(CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            case ([_, _], "POST"):
                context.Response.StatusCode = 201;
                return WriteAsync(context, [queue.Put(Text(body), Seconds("visibilitytimeout", 0))], QueueShow.Receipt);
            case ([_, _], "GET"):
                var number = query.TryGetValue("numofmessages", out var asked) ? int.Parse(asked.ToString(), CultureInfo.InvariantCulture) : 1;
                return query.ContainsKey("peekonly")
                    ? WriteAsync(context, queue.Peek(number), QueueShow.Body)
                    : WriteAsync(context, queue.Receive(number, Seconds("visibilitytimeout", 30)), QueueShow.Body | QueueShow.Receipt);
            case ([_, _], "DELETE"):
                queue.Clear();
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            case ([_, _, var deleted], "DELETE"):
                queue.Delete(deleted, query["popreceipt"].ToString());
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            case ([_, _, var updated], "PUT"):
                var message = queue.Update(updated, query["popreceipt"].ToString(), Seconds("visibilitytimeout", 0), body.Length > 0 ? Text(body) : null);
                context.Response.Headers["x-ms-popreceipt"] = message.Receipt;
                context.Response.Headers["x-ms-time-next-visible"] = message.VisibleAt.ToString("R", CultureInfo.InvariantCulture);
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            default:
                throw new RefusedException(405, "UnsupportedHttpVerb");
        }

        TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(
            query.TryGetValue(name, out var given) ? int.Parse(given.ToString(), CultureInfo.InvariantCulture) : otherwise);
    }

    private static string Text(byte[] body) => XDocument.Load(new MemoryStream(body)).Root!.Element("MessageText")!.Value;

    private static Task WriteAsync(HttpContext context, IReadOnlyList<MemoryMessage> messages, QueueShow show)
    {
        context.Response.ContentType = "application/xml";
        var list = new XElement("QueueMessagesList", messages.Select(message => new XElement(
            "QueueMessage",
            new XElement("MessageId", message.Id),
            new XElement("InsertionTime", message.InsertedAt.ToString("R", CultureInfo.InvariantCulture)),
            new XElement("ExpirationTime", DateTimeOffset.MaxValue.ToString("R", CultureInfo.InvariantCulture)),
            show.HasFlag(QueueShow.Receipt) ? new XElement("PopReceipt", message.Receipt) : null,
            show.HasFlag(QueueShow.Receipt) ? new XElement("TimeNextVisible", message.VisibleAt.ToString("R", CultureInfo.InvariantCulture)) : null,
            show.HasFlag(QueueShow.Body) ? new XElement("DequeueCount", message.Deliveries) : null,
            show.HasFlag(QueueShow.Body) ? new XElement("MessageText", message.Text) : null)));
        return context.Response.WriteAsync(list.ToString(SaveOptions.DisableFormatting));
    }

    [Flags]
    private enum QueueShow
    {
        Receipt = 1,
        Body = 2,
    }
}
