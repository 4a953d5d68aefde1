namespace JobFunctions.Core.Outgoing;

/// <summary>Until when a call may take, its answer included.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly string _host;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan timeout, Uri address, TimeProvider time, CancellationToken caller)
    {
        (_timeout, _host, _caller) = (timeout, address.IsAbsoluteUri ? address.Host : "", caller);
        _timer = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>Runs a part of the call. When the time is over the error says so, and is no cancellation.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> part)
    {
        try
        {
            return await part(_either.Token);
        }
        catch (Exception late) when (_timer.IsCancellationRequested && !_caller.IsCancellationRequested && late is not OutgoingRefusedException)
        {
            throw new TimeoutException($"'{_host}' took longer than {_timeout.TotalSeconds:0.#} s to answer");
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            // The handler's own limit for connecting.
            throw new TimeoutException($"'{_host}' could not be connected to in time");
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
