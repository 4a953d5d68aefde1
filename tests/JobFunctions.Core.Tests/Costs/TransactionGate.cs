using Azure.Core;
using Azure.Core.Pipeline;

namespace JobFunctions.Core.Tests.Costs;

/// <summary>Holds transactions on their way to the storage until it is opened, so that what comes meanwhile has to wait for them.</summary>
internal sealed class TransactionGate : HttpPipelinePolicy
{
    private TaskCompletionSource _open = Opened();
    private int _waiting;

    /// <summary>How many transactions it holds.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.SetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (FaultPolicy.IsTransaction(message.Request))
        {
            Interlocked.Increment(ref _waiting);
            await _open.Task;
            Interlocked.Decrement(ref _waiting);
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
