using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Storage;

public class GatheringTests
{
    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(12);

    private readonly Gathering _gathering = new();

    [Fact]
    public void Changes_that_come_one_by_one_never_wait()
    {
        Learn(1, 100);

        Assert.Equal(TimeSpan.Zero, _gathering.Wait);
        Assert.True(_gathering.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Under_load_the_next_waits_until_the_load_is_over()
    {
        Learn(5, 1);
        Assert.Equal(3 * Took, _gathering.Wait);

        // One that found nobody to share with does not end it.
        Learn(1, 1);
        Assert.Equal(3 * Took, _gathering.Wait);

        Learn(1, 20);
        Assert.Equal(TimeSpan.Zero, _gathering.Wait);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(6, 1)]
    [InlineData(12, 0.25)]
    [InlineData(24, 0.0625)]
    public void The_more_changes_meet_the_shorter_is_the_wait(int changes, double times)
    {
        Learn(changes, 200);

        Assert.Equal(times, _gathering.Wait / Took, tolerance: 0.001);
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
