using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Storage;

public class GatheringTests
{
    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(12);

    private readonly Gathering _gathering = new(TimeProvider.System);

    [Fact]
    public void Changes_that_come_one_by_one_never_wait()
    {
        Learn(1, 100);

        Assert.Equal(TimeSpan.Zero, _gathering.Wait);
        Assert.True(_gathering.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Under_load_the_next_waits_as_long_as_a_transaction_takes_until_the_load_is_over()
    {
        Learn(5, 1);
        Assert.Equal(Took, _gathering.Wait);

        // One that found nobody to share with does not end it.
        Learn(1, 1);
        Assert.Equal(Took, _gathering.Wait);

        Learn(1, 20);
        Assert.Equal(TimeSpan.Zero, _gathering.Wait);
    }

    [Fact]
    public void Slow_storage_makes_nobody_wait_for_long()
    {
        _gathering.Learn(24, TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromMilliseconds(50), _gathering.Wait);
    }

    private void Learn(int changes, int times)
    {
        for (var i = 0; i < times; i++)
            _gathering.Learn(changes, Took);
    }
}
