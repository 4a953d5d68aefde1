using Azure.Data.Tables;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

public class TableRowsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_another_instance_removes_at_the_same_moment_are_gone_and_so_are_the_others()
    {
        var (account, faults) = (azurite.NewAccount(), new FaultPolicy());
        await using var core = await Core.StartAsync(account, policy: faults);
        var table = core.Account.Audit;
        foreach (var (partition, row) in new[] { ("a", "0"), ("a", "1"), ("a", "2"), ("b", "0"), ("kept", "0") })
            await table.AddEntityAsync(new TableEntity(partition, row), Token);

        // After the rows were read, and before they are removed.
        var other = new TableClient(account, table.Name);
        faults.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request))
                other.DeleteEntity("a", "1", cancellationToken: Token);
            return null;
        };
        await table.RemoveRowsAsync("PartitionKey lt 'k'", Token);

        Assert.Equal(["kept"], await table.QueryAsync<TableEntity>(cancellationToken: Token).Select(row => row.PartitionKey).ToListAsync(Token));
    }
}
