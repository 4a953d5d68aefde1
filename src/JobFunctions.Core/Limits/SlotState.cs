namespace JobFunctions.Core.Limits;

/// <summary>What the rows say that a decision needs.</summary>
/// <param name="Gate">The numbers of all.</param>
/// <param name="Heads">The first of those who wait and have room, in order; the keys of their rows.</param>
/// <param name="MoreHeads">Whether there are further ones.</param>
/// <param name="Users">The users whose lines have been read.</param>
/// <param name="Slots">The slots that have been looked for, by the keys of their rows; null when there is none.</param>
internal sealed record SlotState(
    SlotGate Gate,
    IReadOnlyList<SlotHead> Heads,
    bool MoreHeads,
    IReadOnlyDictionary<string, SlotUser> Users,
    IReadOnlyDictionary<string, Slot?> Slots);

/// <summary>The row that every decision replaces.</summary>
/// <param name="Running">How many slots are held.</param>
/// <param name="Turn">Twice the number that were ever given.</param>
/// <param name="Version">Its ETag; null while there is no row.</param>
internal sealed record SlotGate(int Running, long Turn, string? Version);

/// <summary>The first in a user's line.</summary>
internal sealed record SlotHead(string Key, string User);

/// <summary>A user's line.</summary>
/// <param name="Name">The user.</param>
/// <param name="Running">How many slots his jobs hold.</param>
/// <param name="Turn">When he was last served, or joined, by the gate's turns. Who was served longest ago is next.</param>
/// <param name="Head">The key of his row among the heads, if he has one.</param>
/// <param name="Waiting">The first of his waiting jobs, in order.</param>
/// <param name="More">Whether more wait than <paramref name="Waiting"/> holds.</param>
/// <param name="Further">Jobs that have been looked for and wait behind those.</param>
/// <param name="Exists">Whether he has a row.</param>
internal sealed record SlotUser(
    string Name, int Running, long Turn, string? Head, IReadOnlyList<WaitingJob> Waiting, bool More, IReadOnlyList<WaitingJob> Further, bool Exists);
