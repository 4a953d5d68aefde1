namespace JobFunctions.Core.Jobs;

/// <summary>Why an attempt failed.</summary>
/// <param name="Type">The exception's type name.</param>
/// <param name="Message">Its message, cut at 2,000 characters.</param>
/// <param name="Stack">Its stack, cut at 8,000 characters; null when there is none or in a list.</param>
/// <param name="Fingerprint">What errors of the same kind have in common; see <see cref="ErrorFingerprint"/>.</param>
public sealed record JobError(string Type, string Message, string? Stack, string? Fingerprint = null)
{
    private const int MaxMessage = 2_000;
    private const int MaxStack = 8_000;

    /// <summary>Describes an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="redact">Strikes out what nobody may read; before anything is cut, since half a secret is one, too.</param>
    public static JobError Of(Exception exception, Func<string, string> redact) =>
        new(exception.GetType().Name, redact(exception.Message).Cut(MaxMessage), redact(exception.ToString()).Cut(MaxStack));
}
