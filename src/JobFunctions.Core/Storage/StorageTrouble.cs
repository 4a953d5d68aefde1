using Azure;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>What a request to storage that did not succeed says: whether the trouble is storage's own, or it has an answer.</summary>
public static class StorageTrouble
{
    /// <summary>How long to wait between tries while storage is in trouble.</summary>
    public static RetryPolicy Pause { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20));

    /// <summary>What went wrong, in one line.</summary>
    public static string Reason(Exception exception)
    {
        var first = exception.GetBaseException() is AggregateException all ? all.InnerExceptions[0].GetBaseException() : exception.GetBaseException();
        return $"{first.GetType().Name}: {first.Message.Split('\n')[0].Trim()}";
    }

    /// <summary>Whether storage did not answer, throttles or failed: another try can succeed, and nobody else is to blame.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        StorageUnavailableException => true,
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        // What the SDK throws when all of its own tries failed.
        AggregateException all => all.InnerExceptions.All(inner => Is(inner) || inner is IOException or OperationCanceledException),
        _ => false,
    };

    /// <summary>Whether another process has changed, made or removed the row meanwhile.</summary>
    public static bool IsLate(Exception exception) => exception is RequestFailedException { Status: 404 or 409 or 412 };

    /// <summary>Why storage does not take what it was sent, in its own word; null when that is not the trouble.</summary>
    public static string? Refusal(Exception exception) =>
        exception is RequestFailedException { Status: 400 or 413 } refused ? refused.ErrorCode ?? "refused" : null;
}
