using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outgoing;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Outgoing;

public class OutgoingRetriesTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Tries_again_when_asked_to_and_not_before_then()
    {
        var answers = 0;
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = ++answers == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "50";
            await context.Response.WriteAsync("good");
        });
        using var client = Client();
        var call = CallAsync(client, server);
        await Eventually.BecomesTrue(() => server.Requests.Count == 1, "it was asked once");

        // The answer arrives at some time after this; the pause begins then, so it can't be over before.
        _time.Advance(TimeSpan.FromSeconds(49));
        Assert.False(call.IsCompleted);
        await AdvanceUntilDoneAsync(call);

        Assert.Equal("good", await call);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Gives_up_after_some_tries_with_an_error_that_is_transient(int status)
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var client = Client();
        var call = CallAsync(client, server);
        await AdvanceUntilDoneAsync(call);

        var error = await Assert.ThrowsAsync<TransientJobException>(() => call);
        Assert.Contains($"{status}", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Leaves_a_long_pause_to_the_job()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "61";
            return Task.CompletedTask;
        });
        using var client = Client();

        var error = await Assert.ThrowsAsync<TransientJobException>(() => CallAsync(client, server));
        Assert.Equal(TimeSpan.FromSeconds(61), error.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Tries_again_when_the_answer_breaks_off()
    {
        var answers = 0;
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 4;
            if (++answers == 1)
            {
                await context.Response.WriteAsync("go");
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("good");
        });
        using var client = Client();
        var call = CallAsync(client, server);
        await AdvanceUntilDoneAsync(call);

        Assert.Equal("good", await call);
    }

    [Fact]
    public async Task Leaves_other_answers_to_its_caller()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("none");
        });
        using var client = Client();

        Assert.Equal("none", await CallAsync(client, server));
        Assert.Single(server.Requests);
    }

    private OutgoingClient Client()
    {
        var options = Options.Create(new OutgoingOptions { AllowHttp = true, Allowed = "127.0.0.1" });
        return new OutgoingClient(new OutgoingRules(options), options, _time);
    }

    private Task<string> CallAsync(OutgoingClient client, LoopbackServer server) => new OutgoingRetries(client, _time, new Randomness()).SendAsync(
        new OutgoingRequest(HttpMethod.Get, server.Address),
        async (answer, cancellationToken) =>
        {
            using var reader = new StreamReader(await answer.OpenAsync());
            return await reader.ReadToEndAsync(cancellationToken);
        },
        TestContext.Current.CancellationToken);

    private Task AdvanceUntilDoneAsync(Task call) => Eventually.BecomesTrue(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        },
        "the call is done");
}
