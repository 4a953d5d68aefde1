using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// How much this process runs at once, by the weights of the jobs' types: one that needs much memory takes the room of several others.
/// Room is given in the order in which the jobs came, so light ones do not pass a heavy one for ever.
/// </summary>
/// <param name="options">How much weight there is room for.</param>
/// <param name="time">Ends the wait.</param>
public sealed class Room(IOptions<JobOptions> options, TimeProvider time)
{
    /// <summary>How long a job waits here; then its bell goes back to the lane, where another instance may take it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LinkedList<Place> _line = [];
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = time;
    private readonly int _max = options.Value.MaxWeight;
    private int _taken;

    /// <summary>A place for one job. Dispose it when the handler has returned.</summary>
    internal Place NewPlace() => new(this);

    private void Enter(Place place, int weight)
    {
        lock (_lock)
        {
            place.Weight = weight;
            _line.AddLast(place);
            Give();
        }
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            if (!_line.Remove(place))
                _taken -= place.Weight;
            Give();
        }
    }

    // A job that is heavier than all the room there is runs alone.
    private void Give()
    {
        while (_line.First is { Value: var next } && (_max == 0 || _taken == 0 || _taken + next.Weight <= _max))
        {
            _line.RemoveFirst();
            _taken += next.Weight;
            next.Given.SetResult();
        }
    }

    /// <summary>The room that one job takes.</summary>
    internal sealed class Place(Room room) : IDisposable
    {
        public TaskCompletionSource Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>0 until it is asked for.</summary>
        public int Weight { get; set; }

        /// <summary>Takes it, if there is room soon; true at once when it has been taken already.</summary>
        public async Task<bool> TryTakeAsync(int weight, CancellationToken cancellationToken)
        {
            if (Weight == 0)
                room.Enter(this, weight);
            try
            {
                await Given.Task.WaitAsync(Patience, room._time, cancellationToken);
                return true;
            }
            catch (TimeoutException)
            {
                return Given.Task.IsCompleted;
            }
        }

        public void Dispose()
        {
            if (Weight > 0)
                room.Leave(this);
        }
    }
}
