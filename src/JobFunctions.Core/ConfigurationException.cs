namespace JobFunctions.Core;

/// <summary>The service can't start as it is configured; the message tells the operator which setting is wrong and needs no stack.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
public sealed class ConfigurationException(string message) : Exception(message);
