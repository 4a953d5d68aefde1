namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>A document can't be read, however often it is tried.</summary>
/// <param name="reason">Why, as a predicate of the document: "is encrypted".</param>
/// <param name="cause">What the format's library said.</param>
internal sealed class UnreadableDocumentException(string reason, Exception? cause = null) : Exception(reason, cause);
