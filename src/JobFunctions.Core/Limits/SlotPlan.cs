namespace JobFunctions.Core.Limits;

/// <summary>What a decision does to the rows.</summary>
/// <param name="Missing">Users whose lines must be read before anything can be decided; when there are any, the rest is void.</param>
/// <param name="Changes">The rows to write, in one transaction with the gate; empty when nothing changes.</param>
/// <param name="Answers">A slot for each ask that has one now, in the order of the asks.</param>
/// <param name="Granted">The slots of jobs that nobody asked for just now: their bells must be rung.</param>
/// <param name="More">Whether slots are left that could be given.</param>
internal sealed record SlotPlan(
    IReadOnlyCollection<string> Missing,
    IReadOnlyCollection<SlotChange> Changes,
    IReadOnlyList<Slot?> Answers,
    IReadOnlyList<Slot> Granted,
    bool More);

/// <summary>A row to write or to delete.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Row">What it shall hold: a <see cref="SlotGate"/>, <see cref="SlotHead"/>, <see cref="Slot"/>, <see cref="SlotUser"/> or <see cref="WaitingJob"/>; null to delete it.</param>
/// <param name="Exists">Whether there is a row of this key.</param>
/// <param name="Version">The ETag that it must have; null for any.</param>
internal sealed record SlotChange(string Key, object? Row, bool Exists, string? Version = null);
