using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;

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
}
