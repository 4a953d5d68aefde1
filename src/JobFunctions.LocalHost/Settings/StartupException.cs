namespace JobFunctions.LocalHost.Settings;

/// <summary>The host can't start; the message tells the user why and needs no stack.</summary>
internal sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
