using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost;

/// <summary>Everything that the local host logs.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The function {Function} let an exception out; the platform answers such a request with an empty 500")]
    public static partial void RequestFailed(this ILogger logger, string function, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Function} failed on message {MessageId} of {Queue}, try {DequeueCount}")]
    public static partial void MessageFailed(this ILogger logger, string function, string messageId, string queue, long dequeueCount, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} of {Queue} goes to its poison queue after {DequeueCount} tries")]
    public static partial void MessagePoisoned(this ILogger logger, string messageId, string queue, long dequeueCount);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} of {Queue} is no longer ours ({ErrorCode}); it may run twice")]
    public static partial void MessageLost(this ILogger logger, string messageId, string queue, string? errorCode);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} of {Queue} could not be kept hidden; trying again")]
    public static partial void RenewalFailed(this ILogger logger, string messageId, string queue, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What became of message {MessageId} could not be told to {Queue}; it will show up again")]
    public static partial void MessageNotSettled(this ILogger logger, string messageId, string queue, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Queue} could not be read; trying again until it can")]
    public static partial void FetchFailed(this ILogger logger, string queue, Exception exception);

    [LoggerMessage(LogLevel.Error, "The timer function {Function} failed")]
    public static partial void TimerFailed(this ILogger logger, string function, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The last run of the timer function {Function} could not be read or written")]
    public static partial void TimerStatusFailed(this ILogger logger, string function, Exception exception);

    [LoggerMessage(LogLevel.Debug, "The timers run here")]
    public static partial void TimersHeld(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The lease of the timers is lost; they stop here until it is ours again")]
    public static partial void TimersLost(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The lease of the timers could not be asked for; trying again")]
    public static partial void TimerLeaseFailed(this ILogger logger, Exception exception);
}
