using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

public class ReadinessTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_parts_of_storage_are_asked_and_the_answer_serves_others_for_a_while()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        faults.Restart();

        var parts = await core.Get<Readiness>().LookAsync(Token);
        await core.Get<Readiness>().LookAsync(Token);

        Assert.Equal(["blobs", "queues", "tables"], parts.Keys.Order());
        Assert.All(parts.Values, word => Assert.Equal(Readiness.Ok, word));
        Assert.Equal(3, faults.Requests);
        core.Time.Advance(TimeSpan.FromSeconds(5));
        await core.Get<Readiness>().LookAsync(Token);
        Assert.Equal(6, faults.Requests);
    }

    [Fact]
    public async Task A_part_that_is_away_is_named()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.Account.JobBlobs.DeleteAsync(cancellationToken: Token);

        var parts = await core.Get<Readiness>().LookAsync(Token);

        Assert.Equal("answers 404 ContainerNotFound", parts["blobs"]);
        Assert.Equal((Readiness.Ok, Readiness.Ok), (parts["tables"], parts["queues"]));
    }
}
