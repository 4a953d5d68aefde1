using JobFunctions.Core.Execution;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Execution;

public class RoomTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_share_the_room_by_their_weights()
    {
        var room = Of(3);
        using var heavy = room.NewPlace();
        using var light = room.NewPlace();
        using var next = room.NewPlace();

        Assert.True(await heavy.TryTakeAsync(2, Token));
        Assert.True(await light.TryTakeAsync(1, Token));
        var waits = next.TryTakeAsync(2, Token);
        light.Dispose();
        Assert.False(waits.IsCompleted);
        heavy.Dispose();
        Assert.True(await waits);
    }

    [Fact]
    public async Task A_heavy_one_is_not_passed_by_light_ones()
    {
        var room = Of(3);
        var first = room.NewPlace();
        Assert.True(await first.TryTakeAsync(1, Token));
        using var heavy = room.NewPlace();
        var heavyWaits = heavy.TryTakeAsync(3, Token);
        using var light = room.NewPlace();
        var lightWaits = light.TryTakeAsync(1, Token);

        Assert.False(lightWaits.IsCompleted);
        first.Dispose();
        Assert.True(await heavyWaits);
        Assert.False(lightWaits.IsCompleted);
        heavy.Dispose();
        Assert.True(await lightWaits);
    }

    [Fact]
    public async Task One_that_is_heavier_than_all_the_room_runs_alone()
    {
        var room = Of(3);
        using var giant = room.NewPlace();
        Assert.True(await giant.TryTakeAsync(10, Token));

        using var light = room.NewPlace();
        Assert.False(light.TryTakeAsync(1, Token).IsCompleted);
    }

    [Fact]
    public async Task Who_waited_in_vain_leaves_the_line_and_takes_no_room()
    {
        var room = Of(1);
        var first = room.NewPlace();
        Assert.True(await first.TryTakeAsync(1, Token));
        var second = room.NewPlace();
        var waits = second.TryTakeAsync(1, Token);
        _time.Advance(Room.Patience);
        Assert.False(await waits);
        second.Dispose();

        first.Dispose();
        using var third = room.NewPlace();
        Assert.True(await third.TryTakeAsync(1, Token));
    }

    [Fact]
    public async Task What_was_taken_is_not_taken_twice()
    {
        var room = Of(1);
        using var place = room.NewPlace();

        Assert.True(await place.TryTakeAsync(1, Token));
        Assert.True(await place.TryTakeAsync(1, Token));
    }

    [Fact]
    public async Task Zero_is_room_for_any()
    {
        var room = Of(0);
        for (var i = 0; i < 1_000; i++)
            Assert.True(await room.NewPlace().TryTakeAsync(100, Token));
    }

    private Room Of(int maxWeight) => new(Options.Create(new JobOptions { MaxWeight = maxWeight }), _time);
}
