using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.FunctionCalls;

namespace JobFunctions.JobTypes.ReplicatedTrades;

/// <summary>Document 003's function: replicates a trade over followers. An example of a function that bears to be called twice.</summary>
/// <param name="state">Remembers which trades are done.</param>
internal sealed class ReplicatedTradeFunctions(OwnerState state)
{
    /// <summary>The trade was replicated by this job.</summary>
    public const string Success = "success";

    /// <summary>Another job had done it before.</summary>
    public const string Skipped = "skipped";

    private const string Kind = "replicated_trades";
    private const string File = "trade.json";

    /// <summary>
    /// The remembered outcome is the effect itself, written at once or not at all: so there is no moment in which a trade is half
    /// done, and of two jobs at the same time one wins and the other finds that it is done.
    /// </summary>
    [JobFunction("app.workers.jobs.simulate_replicated_trade")]
    public async Task<string> SimulateAsync(
        IJobContext job,
        long tradeId,
        [Range(1, 1_000)] int followers = 5,
        [Range(0, 1_000)] decimal slippageBps = 10,
        [Range(0, 1_000)] decimal feeBps = 5,
        MasterTrade? trade = null,
        CancellationToken cancellationToken = default)
    {
        if (trade is { IsSound: false })
            throw new PermanentJobException("A trade has a symbol of 1 to 50 characters, and a quantity and price above 0, up to 1,000,000,000");

        var key = tradeId.ToString(CultureInfo.InvariantCulture);
        var terms = Terms(followers, slippageBps, feeBps, trade);
        var done = await FindAsync(job.Owner, key, cancellationToken);
        if (done is null)
        {
            var outcome = Replicate(job, tradeId, terms, followers, slippageBps, feeBps, trade, cancellationToken);
            var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(outcome, TradeJson.Default.TradeOutcome));
            done = await state.TryAddAsync(Kind, job.Owner, key, content, cancellationToken)
                ? outcome
                : await FindAsync(job.Owner, key, cancellationToken) ?? throw new InvalidOperationException($"Trade {key} was there and is gone");
        }

        if (done.Terms != terms)
            throw new PermanentJobException($"Trade {key} was replicated by job {done.JobId} on other terms: {done.Terms}");
        await using (var file = await job.CreateResultAsync(File, cancellationToken))
            await JsonSerializer.SerializeAsync(file, done, TradeJson.Default.TradeOutcome, cancellationToken);

        // An attempt before this one may have done it and then died.
        var own = done.JobId == job.Id.ToString();
        job.Report(1, own ? $"Trade {key} is replicated" : $"Trade {key} was replicated before, by job {done.JobId}", followers, followers);
        return own ? Success : Skipped;
    }

    // 1.5 and 1.50 are the same terms.
    private static string Terms(int followers, decimal slippageBps, decimal feeBps, MasterTrade? trade)
    {
        var terms = string.Create(CultureInfo.InvariantCulture, $"{followers} followers, {Plain(slippageBps)} bps slippage, {Plain(feeBps)} bps fee");
        return trade is null ? terms : $"{terms}, {trade.Side} {Plain(trade.Quantity)} {trade.Symbol} at {Plain(trade.Price)}";

        static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static TradeOutcome Replicate(
        IJobContext job, long tradeId, string terms, int followers, decimal slippageBps, decimal feeBps, MasterTrade? trade, CancellationToken cancellationToken)
    {
        var draws = new Draws(string.Create(CultureInfo.InvariantCulture, $"trade {tradeId}: {terms}"));
        var master = trade ?? MasterTrade.Drawn(draws);
        var fills = new List<Fill>();
        foreach (var fill in Replication.Fills(master, followers, slippageBps, feeBps, draws))
        {
            cancellationToken.ThrowIfCancellationRequested();
            fills.Add(fill);
            job.Report((double)fills.Count / followers, $"Replicating trade {tradeId}", fills.Count, followers);
        }

        return new TradeOutcome(
            tradeId,
            job.Id.ToString(),
            terms,
            master,
            fills.Sum(fill => fill.Quantity),
            fills.Sum(fill => fill.Notional),
            fills.Sum(fill => fill.Fee),
            fills.Sum(fill => fill.Cash),
            fills);
    }

    private async Task<TradeOutcome?> FindAsync(string owner, string key, CancellationToken cancellationToken)
    {
        await using var entry = await state.OpenAsync(Kind, owner, key, cancellationToken);
        return entry is null ? null : await JsonSerializer.DeserializeAsync(entry, TradeJson.Default.TradeOutcome, cancellationToken);
    }
}
