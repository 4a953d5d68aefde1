using Azure;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Tells trouble of storage's own from an answer.</summary>
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
}
