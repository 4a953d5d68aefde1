namespace JobFunctions.LocalHost.Settings;

/// <summary>The command line can't be understood; the message tells the user why.</summary>
internal sealed class UsageException(string message) : Exception(message);
