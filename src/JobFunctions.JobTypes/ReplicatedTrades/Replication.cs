namespace JobFunctions.JobTypes.ReplicatedTrades;

/// <summary>What a follower did.</summary>
/// <param name="Follower">His number, from 1.</param>
/// <param name="Share">How much of the master's quantity he copies.</param>
/// <param name="Quantity">What he traded; 0 when his share is less than the smallest lot.</param>
/// <param name="SlippageBps">How much worse his price was, in hundredths of a per cent.</param>
/// <param name="Price">His price.</param>
/// <param name="Notional">Quantity times price.</param>
/// <param name="Fee">What it cost.</param>
/// <param name="Cash">What it did to his account: negative when he bought.</param>
internal sealed record Fill(
    int Follower, decimal Share, decimal Quantity, decimal SlippageBps, decimal Price, decimal Notional, decimal Fee, decimal Cash);

/// <summary>Copies a trade to its followers. Pure; all money is decimal.</summary>
internal static class Replication
{
    private const int LotDecimals = 4;
    private const int PriceDecimals = 4;
    private const int MoneyDecimals = 2;
    private const decimal Bps = 10_000;

    /// <summary>What each follower does; drawn from the trade, so always the same.</summary>
    public static IEnumerable<Fill> Fills(MasterTrade trade, int followers, decimal maxSlippageBps, decimal feeBps, Draws draws)
    {
        for (var follower = 1; follower <= followers; follower++)
        {
            var share = draws.Between(0.01m, 1, decimals: 2);
            var slippage = draws.Between(0, maxSlippageBps, decimals: 2);
            yield return Fill(trade, follower, share, slippage, feeBps);
        }
    }

    /// <summary>Slippage is always to the follower's disadvantage; what is rounded is rounded once, where it is booked.</summary>
    public static Fill Fill(MasterTrade trade, int follower, decimal share, decimal slippageBps, decimal feeBps)
    {
        var sign = trade.Side == TradeSide.Buy ? 1 : -1;
        var quantity = Math.Round(trade.Quantity * share, LotDecimals, MidpointRounding.ToZero);
        var price = Math.Round(trade.Price * (1 + sign * slippageBps / Bps), PriceDecimals, MidpointRounding.ToEven);
        var notional = Math.Round(quantity * price, MoneyDecimals, MidpointRounding.ToEven);
        var fee = Math.Round(notional * feeBps / Bps, MoneyDecimals, MidpointRounding.ToEven);
        return new Fill(follower, share, quantity, slippageBps, price, notional, fee, -sign * notional - fee);
    }
}
