using Azure.Core;
using Azure.Core.Pipeline;
using JobFunctions.Core.Execution;
using JobFunctions.Testing;
using Microsoft.Extensions.Hosting;

namespace JobFunctions.Core.Tests.Execution;

public class HeartbeatTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_beat_that_hangs_gives_way_to_the_next_one_by_the_clock_of_the_service()
    {
        var hanging = new Hanging();
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), policy: hanging, settings: [("Jobs:Heartbeat", "01:00:00"), ("Jobs:Lease", "03:00:00"), ("Jobs:SilentAfter", "05:00:00")]);
        var heartbeat = core.Get<IEnumerable<IHostedService>>().OfType<Heartbeat>().Single();
        await heartbeat.StartAsync(Token);
        await Eventually.BecomesTrue(() => hanging.Beats == 1, "the first beat hangs");

        core.Time.Advance(TimeSpan.FromHours(1));

        await Eventually.BecomesTrue(() => hanging.Beats == 2, "the second one was sent");
        await heartbeat.StopAsync(Token);
    }

    /// <summary>Answers no beat.</summary>
    private sealed class Hanging : HttpPipelinePolicy
    {
        private int _beats;

        public int Beats => Volatile.Read(ref _beats);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.Contains("PartitionKey='instance'", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _beats);
                await Task.Delay(Timeout.Infinite, message.CancellationToken);
            }

            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
