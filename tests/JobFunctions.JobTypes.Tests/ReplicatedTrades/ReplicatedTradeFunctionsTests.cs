using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.JobTypes.ReplicatedTrades;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.Tests.ReplicatedTrades;

public class ReplicatedTradeFunctionsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Replicates_a_trade_by_its_id_alone_and_says_success()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());
        var job = new FakeJobContext();

        Assert.Equal("success", await CallAsync(services, job, "[1]"));

        var trade = job.Result("trade.json");
        Assert.Equal((1, job.Id.ToString()), (trade.GetProperty("trade_id").GetInt32(), trade.GetProperty("job_id").GetString()));
        var fills = trade.GetProperty("fills").EnumerateArray().ToList();
        Assert.Equal(5, fills.Count);
        Assert.Equal(fills.Sum(fill => fill.GetProperty("cash").GetDecimal()), trade.GetProperty("total_cash").GetDecimal());
        Assert.Equal(5, job.Reports[^1].Done);
    }

    [Fact]
    public async Task The_same_call_comes_to_the_same_elsewhere_and_another_does_not()
    {
        await using var one = await ServicesAsync(azurite.NewAccount());
        await using var other = await ServicesAsync(azurite.NewAccount());
        var (first, again, another) = (new FakeJobContext(), new FakeJobContext(), new FakeJobContext());

        await CallAsync(one, first, "[7]", """{ "slippage_bps": 1.50 }""");
        await CallAsync(other, again, "[7]", """{ "slippage_bps": 1.5 }""");
        await CallAsync(other, another, "[8]", """{ "slippage_bps": 1.5 }""");

        Assert.Equal(first.ResultText("trade.json"), again.ResultText("trade.json"));
        Assert.NotEqual(Fills(first), Fills(another));
    }

    [Fact]
    public async Task A_trade_that_the_caller_gives_is_the_one_that_is_copied()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());
        var job = new FakeJobContext();

        await CallAsync(services, job, "[1]", """{ "followers": 2, "trade": { "symbol": "ADA", "side": "sell", "quantity": 10, "price": 2.5 } }""");

        var result = job.Result("trade.json");
        Assert.Equal(("ADA", "sell"), (result.GetProperty("trade").GetProperty("symbol").GetString(), result.GetProperty("trade").GetProperty("side").GetString()));
        Assert.True(result.GetProperty("total_cash").GetDecimal() > 0);
        Assert.Equal(2, result.GetProperty("fills").GetArrayLength());
    }

    [Fact]
    public async Task A_second_job_with_the_trade_finds_it_done_and_shows_what_the_first_did()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());
        var (first, second) = (new FakeJobContext(1), new FakeJobContext(2));

        Assert.Equal("success", await CallAsync(services, first, "[1]"));
        Assert.Equal("skipped", await CallAsync(services, second, "[1]"));

        Assert.Equal(first.ResultText("trade.json"), second.ResultText("trade.json"));
        Assert.Contains(first.Id.ToString(), second.Reports[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_after_one_that_died_at_its_end_succeeds()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());
        var died = new FakeJobContext(1);
        await CallAsync(services, died, "[1]");

        Assert.Equal("success", await CallAsync(services, new FakeJobContext(1) { Attempt = 2 }, "[1]"));
    }

    [Fact]
    public async Task Of_many_jobs_at_once_one_does_it()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 12).Select(number => CallAsync(services, new FakeJobContext(number), "[1]")));

        Assert.Single(outcomes, "success");
        Assert.Equal(11, outcomes.Count(outcome => outcome == "skipped"));
    }

    [Fact]
    public async Task The_same_trade_on_other_terms_is_refused_and_another_owners_is_his_own()
    {
        await using var services = await ServicesAsync(azurite.NewAccount());
        await CallAsync(services, new FakeJobContext(1), "[1]");

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => CallAsync(services, new FakeJobContext(2), "[1]", """{ "fee_bps": 6 }"""));
        Assert.Contains("5 bps fee", error.Message, StringComparison.Ordinal);
        Assert.Equal("success", await CallAsync(services, new FakeJobContext(3) { Owner = "someone/else" }, "[1]", """{ "fee_bps": 6 }"""));
    }

    private static async Task<ServiceProvider> ServicesAsync(string connection) => new ServiceCollection()
        .AddSingleton(await Storage.ConnectAsync(connection))
        .AddSingleton<OwnerState>()
        .AddJobFunctions(typeof(ReplicatedTradeFunctions).Assembly)
        .AddJobHandler<FunctionHandler>()
        .BuildServiceProvider();

    private static async Task<string?> CallAsync(ServiceProvider services, FakeJobContext job, string args, string kwargs = "{}")
    {
        var handler = services.GetRequiredService<IJobHandler>();
        var config = JsonElement.Parse(
            $$"""{ "func_name": "app.workers.jobs.simulate_replicated_trade", "args": {{args}}, "kwargs": {{kwargs}} }""");
        Assert.Empty(handler.Validate(config));
        return (await handler.RunAsync(config, job, TestContext.Current.CancellationToken))!.Value.GetString();
    }

    private static string Fills(FakeJobContext job) => job.Result("trade.json").GetProperty("fills").GetRawText();
}
