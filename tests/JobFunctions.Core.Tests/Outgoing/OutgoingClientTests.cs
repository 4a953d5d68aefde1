using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JobFunctions.Core.Outgoing;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Outgoing;

public class OutgoingClientTests
{
    private static readonly OutgoingOptions Loopback = new() { AllowHttp = true, Allowed = "127.0.0.1" };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Sends_what_it_is_given_and_hands_over_the_answer()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Tea"] = "green";
            context.Response.ContentType = "Text/Plain; charset=utf-8";
            context.Response.Headers.RetryAfter = "120";
            await context.Response.WriteAsync("short and stout");
        });
        using var client = Client(Loopback);
        using var answer = await client.SendAsync(
            new OutgoingRequest(HttpMethod.Put, new Uri(server.Address, "/pot?size=2"))
            {
                Headers = [new OutgoingHeader("X-Who", "me"), new OutgoingHeader("Content-Type", "application/x-tea")],
                Content = Body("leaves"),
            },
            TestContext.Current.CancellationToken);

        Assert.Equal((418, "green", "text/plain", TimeSpan.FromMinutes(2)), (answer.Status, answer.Header("x-tea"), answer.MediaType, answer.RetryAfter));
        Assert.Equal("short and stout", await TextAsync(answer));
        var asked = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/pot?size=2", "leaves"), (asked.Method, asked.Path, asked.Text));
        Assert.Equal(("me", "application/x-tea"), (asked.Headers["X-Who"], asked.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Refuses_private_addresses_after_the_name_was_resolved()
    {
        await using var server = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        using var client = Client(new OutgoingOptions { AllowHttp = true }, IPAddress.Loopback);

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => GetAsync(client, new UriBuilder(server.Address) { Host = "public.example" }.Uri));
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => GetAsync(client, server.Address));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Connects_only_to_those_addresses_of_a_name_that_are_allowed()
    {
        await using var forbidden = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, IPAddress.Parse("127.0.0.2"));
        await using var allowed = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, listen: null);
        using var client = Client(Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.Loopback);

        using var answer = await GetAsync(client, new UriBuilder(allowed.Address) { Host = "both.example" }.Uri);

        Assert.Equal(200, answer.Status);
        Assert.Empty(forbidden.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.2:{port}/secret")]
    [InlineData("http://[::1]:{port}/secret")]
    [InlineData("http://[::ffff:127.0.0.2]:{port}/secret")]
    [InlineData("http://localhost.example:{port}/secret")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://168.63.129.16/metadata")]
    [InlineData("http://user@127.0.0.1:{port}/")]
    [InlineData("ftp://127.0.0.1:{port}/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_a_forbidden_place_is_refused(string location)
    {
        await using var inner = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, IPAddress.Parse("127.0.0.2"));
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            Redirect(context, 302, location.Replace("{port}", $"{inner.Address.Port}", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
        using var client = Client(Loopback, IPAddress.Parse("127.0.0.2"));

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => GetAsync(client, server.Address));
        Assert.Single(server.Requests);
        Assert.Empty(inner.Requests);
    }

    [Fact]
    public async Task A_redirect_that_is_refused_keeps_no_connection()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.RequestAborted.Register(() => over.TrySetResult());
            Redirect(context, 307, "http://127.0.0.2/");
            context.Response.ContentLength = 10_000_000;
            await context.Response.Body.FlushAsync();
            await over.Task;
        });
        using var client = Client(Loopback);

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.SendAsync(
            new OutgoingRequest(HttpMethod.Post, server.Address) { Content = Body("where it does not belong") }, TestContext.Current.CancellationToken));

        try
        {
            await Eventually.Completes(over.Task);
        }
        finally
        {
            over.TrySetResult();
        }
    }

    [Theory]
    [InlineData(302, "POST", "GET", "")]
    [InlineData(303, "PUT", "GET", "")]
    [InlineData(302, "PUT", "PUT", "body")]
    [InlineData(307, "POST", "POST", "body")]
    [InlineData(308, "POST", "POST", "body")]
    public async Task Follows_a_redirect_of_the_same_origin_with_everything(int status, string method, string then, string body)
    {
        await using var server = await LoopbackServer.StartAsync((context, request) =>
        {
            if (request.Path == "/")
                Redirect(context, status, "/there");
            return Task.CompletedTask;
        });
        using var client = Client(Loopback);
        using var answer = await client.SendAsync(
            new OutgoingRequest(new HttpMethod(method), server.Address)
            {
                Headers = [new OutgoingHeader("Authorization", "Bearer x")],
                Content = Body("body"),
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(200, answer.Status);
        var last = server.Requests[^1];
        Assert.Equal(("/there", then, body, "Bearer x"), (last.Path, last.Method, last.Text, last.Headers["Authorization"]));
    }

    [Fact]
    public async Task Secrets_do_not_follow_to_another_origin_and_neither_does_a_body()
    {
        await using var other = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        await using var server = await LoopbackServer.StartAsync((context, request) =>
        {
            Redirect(context, request.Method == "GET" ? 302 : 307, other.Address.ToString());
            return Task.CompletedTask;
        });
        using var client = Client(Loopback);
        var request = new OutgoingRequest(HttpMethod.Get, server.Address)
        {
            Headers =
            [
                new OutgoingHeader("authorization", "Bearer x"), new OutgoingHeader("X-Mine", "secret", IsSecret: true),
                new OutgoingHeader("Cookie", "a=b"), new OutgoingHeader("API-Key", "k"), new OutgoingHeader("X-Plain", "stays"),
            ],
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("Bearer x", server.Requests[0].Headers["Authorization"]);
        var headers = Assert.Single(other.Requests).Headers;
        Assert.Equal("stays", headers["X-Plain"]);
        Assert.All(["Authorization", "X-Mine", "Cookie", "API-Key"], name => Assert.False(headers.ContainsKey(name), name));

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.SendAsync(
            request with { Method = HttpMethod.Post, Content = Body("private") }, TestContext.Current.CancellationToken));
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task Redirects_have_an_end_and_are_an_answer_when_not_wanted()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            Redirect(context, 302, "/again");
            return Task.CompletedTask;
        });
        using var client = Client(Loopback);

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => GetAsync(client, server.Address));
        Assert.Equal(1 + Loopback.MaxRedirects, server.Requests.Count);

        using var answer = await client.SendAsync(
            new OutgoingRequest(HttpMethod.Get, server.Address) { FollowRedirects = false }, TestContext.Current.CancellationToken);
        Assert.Equal((302, "/again"), (answer.Status, answer.Header("Location")));
    }

    [Fact]
    public async Task An_answer_is_bounded_also_when_it_comes_compressed()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(new byte[100_000]);
        });
        using var roomy = Client(Loopback);
        using var whole = await GetAsync(roomy, server.Address);
        Assert.Equal(100_000, (await TextAsync(whole)).Length);

        using var narrow = Client(new OutgoingOptions { AllowHttp = true, Allowed = "127.0.0.1", MaxResponseBytes = 99_999 });
        using var cut = await GetAsync(narrow, server.Address);
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => TextAsync(cut));
    }

    [Fact]
    public async Task A_call_has_a_deadline_for_its_beginning_and_for_its_end()
    {
        var never = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async (context, request) =>
        {
            if (request.Path == "/slow-body")
            {
                await context.Response.WriteAsync("begins");
                await context.Response.Body.FlushAsync();
            }

            await Task.WhenAny(never.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        });
        using var client = Client(Loopback);

        var silent = GetAsync(client, server.Address);
        await Eventually.BecomesTrue(() => server.Requests.Count == 1, "the server was asked");
        _time.Advance(Loopback.Timeout + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Completes(silent));

        using var answer = await GetAsync(client, new Uri(server.Address, "/slow-body"));
        var reading = TextAsync(answer);
        _time.Advance(Loopback.Timeout + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Completes(reading));
        never.SetResult();
    }

    [Fact]
    public async Task A_cancel_is_a_cancel_and_no_timeout()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = Client(Loopback);
        using var cancel = new CancellationTokenSource();

        var call = client.SendAsync(new OutgoingRequest(HttpMethod.Get, server.Address), cancel.Token);
        await Eventually.BecomesTrue(() => server.Requests.Count == 1, "the server was asked");
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Completes(call));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_no_answer()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, listen: options => options.UseHttps(certificate));
        using var client = Client(Loopback);

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(client, server.Address));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Text_of_a_header_never_shows_its_value() =>
        Assert.DoesNotContain("hidden", $"{new OutgoingRequest(HttpMethod.Get, new Uri("https://a.example")) { Headers = [new OutgoingHeader("A", "hidden")] }}{new OutgoingHeader("A", "hidden")}", StringComparison.Ordinal);

    private OutgoingClient Client(OutgoingOptions options, params IPAddress[] addresses) => new(
        new OutgoingRules(Options.Create(options)),
        Options.Create(options),
        _time,
        (host, _) => Task.FromResult(IPAddress.TryParse(host, out var literal) ? [literal] : addresses));

    private static Task<OutgoingAnswer> GetAsync(OutgoingClient client, Uri address) =>
        client.SendAsync(new OutgoingRequest(HttpMethod.Get, address), TestContext.Current.CancellationToken);

    private static async Task<string> TextAsync(OutgoingAnswer answer)
    {
        using var reader = new StreamReader(await answer.OpenAsync());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static Func<CancellationToken, Task<HttpContent>> Body(string text) =>
        _ => Task.FromResult<HttpContent>(new StringContent(text, Encoding.UTF8));

    private static void Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
    }
}
