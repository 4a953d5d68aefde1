namespace JobFunctions.Core.Handlers;

/// <summary>An error that another attempt can mend, and when that is worth while. Any other exception is retried, too, without the when.</summary>
public sealed class TransientJobException : Exception
{
    /// <summary>Makes an error without a word; prefer one that tells the user what happened.</summary>
    public TransientJobException() { }

    /// <summary>Makes an error with what the user reads.</summary>
    public TransientJobException(string message) : base(message) { }

    /// <summary>Makes an error with what the user reads, and its cause.</summary>
    public TransientJobException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Makes an error with what the user reads, and how long the other side asks to be left alone.</summary>
    public TransientJobException(string message, TimeSpan? retryAfter) : base(message) => RetryAfter = retryAfter;

    /// <summary>The shortest pause before the next attempt; null when the backoff alone decides. At most a day counts.</summary>
    public TimeSpan? RetryAfter { get; }
}
