using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Files stay where they belong, and do nothing in a browser.</summary>
public class DownloadTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("page.html", "application/octet-stream")]
    [InlineData("drawing.svg", "application/octet-stream")]
    [InlineData("code.js", "application/octet-stream")]
    [InlineData("data.xml", "application/octet-stream")]
    [InlineData("nothing", "application/octet-stream")]
    [InlineData("table.csv", "text/csv")]
    [InlineData("result.json", "application/json")]
    [InlineData("photo.png", "image/png")]
    [InlineData("übung \"1\"; x.txt", "text/plain")]
    [InlineData("..x", "application/octet-stream")]
    [InlineData("%2e%2e%2fsecret", "application/octet-stream")]
    public async Task A_download_is_an_attachment_of_a_harmless_type_under_its_own_name(string name, string type)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var path = "files/" + Uri.EscapeDataString(name);
        using var content = new StringContent("<script>alert(1)</script>");
        (await host.Http.PutAsync(path, content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        using var answer = await host.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(name, answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(name, (await host.GetAsync("files"))["files"][0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_reads_while_storage_is_away_hears_when_to_come_back()
    {
        var (outage, time) = (new Outage(), new ShiftedTime());
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), all =>
        {
            all.AddSingleton<HttpPipelinePolicy>(outage);
            time.Replace(all);
        });
        using var content = new StringContent("a,b");
        (await host.Http.PutAsync("files/a.csv", content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        host.Gate.Release();
        var id = await host.SubmitAsync("gate", """{"log": ["looked"]}""");
        await host.ReachesAsync(id, "completed");
        time.Advance(TimeSpan.FromHours(5));

        outage.Begins();
        foreach (var path in new[] { "files/a.csv", $"jobs/{id}/log" })
        {
            var answer = await host.GetAsync(path);
            Assert.Equal((503, TimeSpan.FromSeconds(10)), (answer.Status, answer.Headers.RetryAfter?.Delta));
            Assert.True(answer["timestamp"].GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddHours(4));
        }
    }

    [Fact]
    public async Task No_name_leaves_its_place()
    {
        var storage = azurite.NewAccount();
        await using var host = await ContractHost.StartAsync(storage);
        foreach (var name in new[] { "..", ".", "a/b", "../x", "a\\b", "a\0b", "a\nb", "a\u202Egnp.exe", new string('x', 201) })
        {
            using var form = new MultipartFormDataContent { { new StringContent("""{"name": "x", "type": "noop"}"""), "job" } };
            var file = new ByteArrayContent([1]);
            file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"f\"; filename*=utf-8''{Uri.EscapeDataString(name)}");
            form.Add(file);
            using var submit = await host.Http.PostAsync("jobs/submit", form, TestContext.Current.CancellationToken);
            Assert.True((int)submit.StatusCode == 400, $"{name}: {submit.StatusCode}");

            // A slash in an address stays as it is written there, three characters that are no slash.
            if (name.Contains('/', StringComparison.Ordinal))
                continue;
            using var content = new StringContent("x");
            using var put = await host.Http.PutAsync("files/" + Uri.EscapeDataString(name), content, TestContext.Current.CancellationToken);
            Assert.True((int)put.StatusCode is 400 or 404, $"{name}: {put.StatusCode}");
        }

        Assert.DoesNotContain("/input/", await StoredText.ReadAsync(storage), StringComparison.Ordinal);
        Assert.Equal(0, (await host.GetAsync("files"))["files"].GetArrayLength());

        // A handler's own names are held to the same rule.
        host.Gate.Release();
        var id = await host.SubmitAsync("gate", """{"file": "../../other/results/x"}""");
        var failed = await host.ReachesAsync(id, "failed");
        Assert.Contains("without slashes", failed["error_message"].GetString(), StringComparison.Ordinal);
    }

    /// <summary>Lets no content of a blob through: the client throws this when all of its own tries have failed.</summary>
    private sealed class Outage : HttpPipelinePolicy
    {
        private volatile bool _hasBegun;

        public void Begins() => _hasBegun = true;

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            _hasBegun && message.Request.Method == RequestMethod.Get && message.Request.Uri.Query.Length == 0
                ? throw new AggregateException(new IOException("no route"), new RequestFailedException("no route"))
                : ProcessNextAsync(message, pipeline);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
