namespace JobFunctions.Core.Maintenance;

/// <summary>A look at what a crash may have left. It can be missed, repeated or cut short without harm.</summary>
/// <param name="Name">What logs call it.</param>
/// <param name="Period">How long after its beginning it is due again.</param>
/// <param name="RunAsync">Does it once.</param>
internal sealed record Round(string Name, TimeSpan Period, Func<CancellationToken, Task> RunAsync);
