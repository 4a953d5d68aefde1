using System.Globalization;
using JobFunctions.Core.Execution;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Queue;

/// <summary>Makes the core's message of what a queue trigger gets.</summary>
internal static class QueueMessages
{
    public static LaneMessage Of(string lane, string text, FunctionContext context)
    {
        var data = context.BindingContext.BindingData;
        var id = data.TryGetValue("Id", out var given) ? Plain(given) : context.InvocationId;
        var inserted = data.TryGetValue("InsertionTime", out var time)
            && DateTimeOffset.TryParse(Plain(time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed
            : DateTimeOffset.UnixEpoch;
        return new LaneMessage(lane, text, id, inserted);
    }

    // The worker hands some of the binding data over as JSON texts, with their quotes.
    private static string Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim('"');
}
