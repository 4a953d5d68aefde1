using CsCheck;
using JobFunctions.JobTypes.ReplicatedTrades;

namespace JobFunctions.JobTypes.Tests.ReplicatedTrades;

public class ReplicationTests
{
    private static readonly MasterTrade Bought = new("SAP", TradeSide.Buy, 100, 200);

    [Fact]
    public void A_buyer_pays_the_slippage_and_the_fee()
    {
        // 25 % of 100 at 200 × 1.001 = 200.20; 5,005.00; 5 bps of it 2.5025, booked as 2.50.
        Assert.Equal(
            new Fill(1, 0.25m, 25m, 10m, 200.20m, 5005.00m, 2.50m, -5007.50m),
            Replication.Fill(Bought, follower: 1, share: 0.25m, slippageBps: 10, feeBps: 5));
    }

    [Fact]
    public void A_seller_gets_less_by_both()
    {
        // 25 at 200 × 0.999 = 199.80; 4,995.00; 5 bps of it 2.4975, booked as 2.50.
        Assert.Equal(
            new Fill(1, 0.25m, 25m, 10m, 199.80m, 4995.00m, 2.50m, 4992.50m),
            Replication.Fill(Bought with { Side = TradeSide.Sell }, follower: 1, share: 0.25m, slippageBps: 10, feeBps: 5));
    }

    [Fact]
    public void A_share_below_the_smallest_lot_trades_nothing()
    {
        var fill = Replication.Fill(Bought with { Quantity = 0.0009m }, follower: 1, share: 0.1m, slippageBps: 10, feeBps: 5);
        Assert.Equal((0m, 0m, 0m, 0m), (fill.Quantity, fill.Notional, fill.Fee, fill.Cash));
    }

    [Fact]
    public void A_follower_never_does_better_than_the_master() => Gen
        .Select(Gen.Bool, Gen.Int[1, 1_000_000], Gen.Int[1, 1_000_000], Gen.Int[1, 100], Gen.Int[0, 100_000], Gen.Int[0, 100_000])
        .Sample((buys, quantity, price, share, slippage, fee) =>
        {
            var trade = new MasterTrade("X", buys ? TradeSide.Buy : TradeSide.Sell, quantity / 100m, price / 100m);
            var fill = Replication.Fill(trade, 1, share / 100m, slippage / 100m, fee / 100m);

            Assert.InRange(fill.Quantity, 0, trade.Quantity * fill.Share);
            Assert.True(buys ? fill.Price >= trade.Price : fill.Price <= trade.Price);
            Assert.Equal(buys ? -fill.Notional - fill.Fee : fill.Notional - fill.Fee, fill.Cash);
        });

    [Fact]
    public void The_same_seed_draws_the_same_on_every_machine_and_version()
    {
        var draws = new Draws("trade 1");
        Assert.Equal([421.68m, 486.83m, 177.30m], Enumerable.Range(0, 3).Select(_ => draws.Between(0, 1_000, decimals: 2)));
    }

    [Fact]
    public void Draws_reach_all_of_their_range()
    {
        var draws = new Draws("range");
        var drawn = Enumerable.Range(0, 1_000).Select(_ => draws.Between(0, 9, decimals: 0)).ToList();
        Assert.Equal(Enumerable.Range(0, 10).Select(number => (decimal)number), drawn.Distinct().Order());
    }
}
