using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;
using JobFunctions.JobTypes.HttpRequests;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.JobTypes.Tests.HttpRequests;

public sealed class HttpRequestHandlerTests : IDisposable
{
    private readonly Calls _calls = new();

    public void Dispose() => _calls.Dispose();

    [Fact]
    public async Task Calls_with_method_headers_and_JSON_and_records_the_answer()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.Headers.SetCookie = "session=private";
            context.Response.Headers["X-Rows"] = "7";
            context.Response.Headers["X-Other"] = "not asked for";
            await context.Response.WriteAsync("""{"rows": [1, "zwei"]}""");
        });
        var job = new FakeJobContext { Attempt = 3 };

        var result = await RunAsync(
            $$"""
            {
              "method": "PUT", "url": "{{server.Address}}work?x=1", "headers": { "X-Who": "me" },
              "body": { "a": [1, 2.50] }, "answer_headers": ["x-rows"]
            }
            """,
            job);

        var asked = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/work?x=1", "application/json; charset=utf-8"), (asked.Method, asked.Path, asked.Headers["Content-Type"]));
        Assert.Equal("""{ "a": [1, 2.50] }""", asked.Text);
        Assert.Equal(
            ("me", job.Id.ToString(), "3"),
            (asked.Headers["X-Who"], asked.Headers["Idempotency-Key"], asked.Headers["JobFunctions-Attempt"]));
        Assert.Equal(201, result.GetProperty("status").GetInt32());
        Assert.Equal("zwei", result.GetProperty("body").GetProperty("rows")[1].GetString());
        Assert.Equal(21, result.GetProperty("bytes").GetInt64());
        var headers = result.GetProperty("headers");
        Assert.Equal("7", headers.GetProperty("x-rows").GetString());
        Assert.False(headers.TryGetProperty("set-cookie", out _) || headers.TryGetProperty("x-other", out _));
        Assert.Empty(job.ResultNames);
    }

    [Fact]
    public async Task A_credential_comes_from_the_secrets_of_the_job()
    {
        await using var server = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        var job = new FakeJobContext { Secrets = new Dictionary<string, string> { ["token"] = "Bearer abcd", ["broken"] = "a\r\nHost: b" } };

        await RunAsync($$"""{ "url": "{{server.Address}}", "secret_headers": { "Authorization": "token" } }""", job);

        Assert.Equal("Bearer abcd", Assert.Single(server.Requests).Headers["Authorization"]);
        foreach (var secret in new[] { "other", "broken" })
        {
            var error = await Assert.ThrowsAsync<PermanentJobException>(
                () => RunAsync($$"""{ "url": "{{server.Address}}", "secret_headers": { "Authorization": "{{secret}}" } }""", job));
            Assert.Contains($"'{secret}'", error.Message, StringComparison.Ordinal);
        }

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("", "GET", "", null)]
    [InlineData(", \"body\": \"plain words\"", "POST", "plain words", "text/plain; charset=utf-8")]
    [InlineData(", \"body\": \"<a/>\", \"headers\": {\"content-type\": \"application/xml\"}", "POST", "<a/>", "application/xml")]
    [InlineData(", \"body_file\": \"in.bin\"", "POST", "from a file", "application/octet-stream")]
    public async Task The_body_is_text_JSON_or_an_input_file(string more, string method, string body, string? contentType)
    {
        await using var server = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);

        var result = await RunAsync($$"""{ "url": "{{server.Address}}"{{more}} }""", new FakeJobContext().WithInput("in.bin", "from a file"));

        var asked = Assert.Single(server.Requests);
        Assert.Equal((method, body, contentType), (asked.Method, asked.Text, asked.Headers.GetValueOrDefault("Content-Type")));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("body").ValueKind);
    }

    [Theory]
    [InlineData("text/plain", 16 * 1024 + 1, "body.txt")]
    [InlineData("application/json", 300_000, "body.json")]
    [InlineData("image/png", 10, "body.png")]
    [InlineData(null, 10, "body.bin")]
    public async Task A_body_that_is_large_or_no_text_becomes_a_result_file(string? mediaType, int bytes, string file)
    {
        var body = new byte[bytes];
        new Random(1).NextBytes(body);
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = mediaType;
            await context.Response.Body.WriteAsync(body);
        });
        var job = new FakeJobContext();

        var result = await RunAsync($$"""{ "url": "{{server.Address}}" }""", job);

        Assert.Equal((file, (long)bytes), (result.GetProperty("body_file").GetString(), result.GetProperty("bytes").GetInt64()));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("body").ValueKind);
        Assert.Equal(body, job.ResultBytes(file));
    }

    [Fact]
    public async Task The_result_fits_however_much_its_text_grows_by_escapes()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ETag = new string('"', 4_000);
            await context.Response.WriteAsync($"\"{new string('字', 5_000)}\"");
        });

        var result = await RunAsync($$"""{ "url": "{{server.Address}}" }""", new FakeJobContext());

        Assert.Equal("body.json", result.GetProperty("body_file").GetString());
        Assert.InRange(result.GetRawText().Length, 1, 30_000);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task Trouble_of_the_other_side_is_transient_and_says_when_to_come_back(int status)
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "77";
            await context.Response.WriteAsync("busy\n");
        });

        var error = await Assert.ThrowsAsync<TransientJobException>(
            () => RunAsync($$"""{ "url": "{{server.Address}}?token=hidden" }""", new FakeJobContext()));

        Assert.Equal(TimeSpan.FromSeconds(77), error.RetryAfter);
        Assert.Matches($"'127.0.0.1' answered {status} .*: busy$", error.Message);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "", false)]
    [InlineData(404, "", false)]
    [InlineData(404, ", \"expected_statuses\": [200, 404]", true)]
    [InlineData(200, ", \"expected_statuses\": [201]", false)]
    [InlineData(503, ", \"expected_statuses\": [503]", true)]
    [InlineData(302, "", false)]
    [InlineData(302, ", \"follow_redirects\": false, \"expected_statuses\": [302]", true)]
    public async Task Other_answers_are_final_unless_they_are_expected(int status, string more, bool succeeds)
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var run = RunAsync($$"""{ "url": "{{server.Address}}"{{more}} }""", new FakeJobContext());

        if (succeeds)
            Assert.Equal(status, (await run).GetProperty("status").GetInt32());
        else
            await Assert.ThrowsAsync<PermanentJobException>(() => run);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_that_can_not_be_read_is_final_all_the_same()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 403;
            context.Response.Headers.ContentEncoding = "br";
            await context.Response.WriteAsync("not encoded at all");
        });

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync($$"""{ "url": "{{server.Address}}" }""", new FakeJobContext()));

        Assert.Equal("'127.0.0.1' answered 403 Forbidden", error.Message);
    }

    [Fact]
    public async Task A_redirect_into_the_private_network_fails_for_good()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("http://169.254.169.254/metadata/identity");
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => RunAsync($$"""{ "url": "{{server.Address}}" }""", new FakeJobContext()));
    }

    [Fact]
    public async Task A_dropped_connection_is_no_final_error()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync($$"""{ "url": "{{server.Address}}" }""", new FakeJobContext()));
    }

    [Theory]
    [InlineData("""{ }""", "config.url")]
    [InlineData("""{ "url": "example.org" }""", "config.url")]
    [InlineData("""{ "url": "http://example.org" }""", "config.url")]
    [InlineData("""{ "url": "https://127.0.0.1/" }""", "config.url")]
    [InlineData("""{ "url": "https://u:p@example.org/" }""", "config.url")]
    [InlineData("""{ "url": "https://example.org", "method": "get" }""", "config.method")]
    [InlineData("""{ "url": "https://example.org", "method": "CONNECT" }""", "config.method")]
    [InlineData("""{ "url": "https://example.org", "method": "GET", "body": "x" }""", "config.method")]
    [InlineData("""{ "url": "https://example.org", "body": "x", "body_file": "y" }""", "config.body_file")]
    [InlineData("""{ "url": "https://example.org", "headers": { "Host": "a" } }""", "config.headers.Host")]
    [InlineData("""{ "url": "https://example.org", "headers": { "Transfer-Encoding": "chunked" } }""", "config.headers.Transfer-Encoding")]
    [InlineData("""{ "url": "https://example.org", "headers": { "A B": "a" } }""", "config.headers.A B")]
    [InlineData("""{ "url": "https://example.org", "headers": { "A": "x\r\nB: y" } }""", "config.headers.A")]
    [InlineData("""{ "url": "https://example.org", "headers": { "authorization": "Bearer x" } }""", "config.headers.authorization")]
    [InlineData("""{ "url": "https://example.org", "headers": null }""", "config.headers")]
    [InlineData("""{ "url": "https://example.org", "secret_headers": { "Host": "a" } }""", "config.secret_headers.Host")]
    [InlineData("""{ "url": "https://example.org", "secret_headers": { "Authorization": "" } }""", "config.secret_headers.Authorization")]
    [InlineData("""{ "url": "https://example.org", "expected_statuses": [99] }""", "config.expected_statuses")]
    [InlineData("""{ "url": "https://example.org", "answer_headers": ["a b"] }""", "config.answer_headers")]
    [InlineData("""{ "url": "https://example.org", "answer_headers": [null] }""", "config.answer_headers")]
    [InlineData("""{ "url": "https://example.org", "request_timeout_seconds": 0 }""", "config.request_timeout_seconds")]
    public void Names_the_field_that_is_wrong(string config, string field)
    {
        using var calls = new Calls(options: new OutgoingOptions());

        var errors = new HttpRequestHandler(calls.Client, calls.Rules).Validate(JsonElement.Parse(config));

        Assert.Equal(field, Assert.Single(errors).Field);
    }

    private async Task<JsonElement> RunAsync(string config, FakeJobContext job)
    {
        var handler = new HttpRequestHandler(_calls.Client, _calls.Rules);
        Assert.Empty(handler.Validate(JsonElement.Parse(config)));
        return (await handler.RunAsync(JsonElement.Parse(config), job, TestContext.Current.CancellationToken))!.Value;
    }
}
