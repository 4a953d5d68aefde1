using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.ReplicatedTrades;

/// <summary>What a replication came to: the result file, and what is remembered of a trade.</summary>
/// <param name="TradeId">The trade.</param>
/// <param name="JobId">The job that did it.</param>
/// <param name="Terms">What it was called with, in one line: the same trade on other terms is another thing.</param>
/// <param name="Trade">The trade that was copied.</param>
/// <param name="TotalQuantity">Of all followers.</param>
/// <param name="TotalNotional">Of all followers.</param>
/// <param name="TotalFees">Of all followers.</param>
/// <param name="TotalCash">Of all followers.</param>
/// <param name="Fills">What each follower did.</param>
internal sealed record TradeOutcome(
    long TradeId,
    string JobId,
    string Terms,
    MasterTrade Trade,
    decimal TotalQuantity,
    decimal TotalNotional,
    decimal TotalFees,
    decimal TotalCash,
    IReadOnlyList<Fill> Fills);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(TradeOutcome))]
internal sealed partial class TradeJson : JsonSerializerContext;
