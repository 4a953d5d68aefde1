using JobFunctions.Core.Handlers;

namespace JobFunctions.Core.Outgoing;

/// <summary>A call that this service does not make, or an answer that it does not take; another try would end in the same way.</summary>
/// <param name="message">Which, and why. It names hosts, never a whole address: that may hold a secret.</param>
public sealed class OutgoingRefusedException(string message) : PermanentJobException(message);
