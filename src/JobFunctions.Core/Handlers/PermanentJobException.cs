namespace JobFunctions.Core.Handlers;

/// <summary>An error that another attempt can't mend: a missing input, a config that does not fit the data. The job fails at once.</summary>
public class PermanentJobException : Exception
{
    /// <summary>Makes an error without a word; prefer one that tells the user what to do.</summary>
    public PermanentJobException() { }

    /// <summary>Makes an error with what the user reads in the failed registry.</summary>
    public PermanentJobException(string message) : base(message) { }

    /// <summary>Makes an error with what the user reads in the failed registry, and its cause.</summary>
    public PermanentJobException(string message, Exception innerException) : base(message, innerException) { }
}
