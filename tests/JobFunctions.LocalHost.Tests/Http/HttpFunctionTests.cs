using System.Net;
using System.Net.Http.Json;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Http;

public class HttpFunctionTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_function_gets_its_route_values_and_its_context()
    {
        await using var host = await StartAsync(new Gate());
        var answer = await host.Http.GetFromJsonAsync<Answer>("/api/v1/sum/2/3", TestContext.Current.CancellationToken);
        Assert.Equal(new Answer(5, "Sum"), answer);
    }

    [Theory]
    [InlineData("/api/v1/fail", HttpStatusCode.InternalServerError)]
    [InlineData("/api/v1/sum/2/x", HttpStatusCode.InternalServerError)]
    [InlineData("/api/v1/nothing", HttpStatusCode.OK)]
    [InlineData("/api/v1/unknown", HttpStatusCode.NotFound)]
    public async Task Whatever_has_no_answer_has_an_empty_body(string path, HttpStatusCode expected)
    {
        await using var host = await StartAsync(new Gate());
        using var response = await host.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_function()
    {
        var gate = new Gate();
        await using var host = await StartAsync(gate);
        using var leave = new CancellationTokenSource();
        var request = host.Http.GetAsync("/api/v1/wait", leave.Token);
        await Eventually.Completes(gate.Entered.Task);
        await leave.CancelAsync();
        await Eventually.Completes(gate.Cancelled.Task);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    private Task<TestHost> StartAsync(Gate gate) =>
        TestHost.StartAsync(typeof(Functions), azurite.NewAccount(), services => services.AddSingleton(gate));

    public sealed record Answer(int Sum, string Function);

    public sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new();

        public TaskCompletionSource Cancelled { get; } = new();
    }

    public class Functions(Gate gate)
    {
        [Function("Sum")]
        public static IResult Sum(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sum/{a:int}/{b}")] HttpRequest request, int a, int b, FunctionContext context) =>
            Results.Json(new Answer(a + b, context.FunctionDefinition.Name));

        [Function("Fail")]
        public static IResult Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            throw new InvalidOperationException("as asked");

        [Function("Nothing")]
        public static Task<IResult?> Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.FromResult<IResult?>(null);

        [Function("Wait")]
        public async Task Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            gate.Entered.SetResult();
            using var _ = cancellationToken.Register(gate.Cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
