using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.ReplicatedTrades;

/// <summary>The side of a trade.</summary>
internal enum TradeSide
{
    /// <summary>Bought.</summary>
    [JsonStringEnumMemberName("buy")]
    Buy,

    /// <summary>Sold.</summary>
    [JsonStringEnumMemberName("sell")]
    Sell,
}

/// <summary>The trade that the followers copy.</summary>
/// <param name="Symbol">What was traded.</param>
/// <param name="Side">Whether it was bought or sold.</param>
/// <param name="Quantity">How much, more than nothing.</param>
/// <param name="Price">For how much each, more than nothing.</param>
internal sealed record MasterTrade(string Symbol, TradeSide Side, decimal Quantity, decimal Price)
{
    private static readonly string[] Symbols = ["AAPL", "AMZN", "ASML", "BTC-USD", "ETH-USD", "MSFT", "NVDA", "SAP", "SIE", "TSLA"];

    private const int MaxSymbol = 50;
    private const decimal Most = 1_000_000_000;

    /// <summary>Whether it can be replicated.</summary>
    public bool IsSound => Symbol.Length is > 0 and <= MaxSymbol && Quantity is > 0 and <= Most && Price is > 0 and <= Most;

    /// <summary>The trade that an id alone stands for.</summary>
    public static MasterTrade Drawn(Draws draws) => new(
        Symbols[(int)draws.Between(0, Symbols.Length - 1, decimals: 0)],
        draws.Between(0, 1, decimals: 0) == 0 ? TradeSide.Buy : TradeSide.Sell,
        draws.Between(1, 1_000, decimals: 2),
        draws.Between(10, 500, decimals: 2));
}
