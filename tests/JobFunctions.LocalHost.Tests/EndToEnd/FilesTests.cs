using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Storage.Blobs;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class FilesTests(AzuriteFixture azurite)
{
    private const string Left = "name;city\n\"Ünal, Ayşe\";Köln\nBob Stone;Leeds\n";
    private const string Right = "full_name,town\n\"Unal, Ayse\",Koln\nZoe Quist,Oslo\n";

    private const string Job =
        """
        {"name":"match","config":{"mappings":[{"file1_col":"name","file2_col":"full_name","match_type":"fuzzy"}],"generate_unmatched":true,
        "output_cols1":["name","city"],"output_cols2":["full_name"],"threshold":80,"file1":"left.csv","file2":"right.csv"},"max_retries":3}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_matched_and_the_results_downloaded()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        await service.PutFileAsync("left.csv", Left);
        await service.PutFileAsync("right.csv", Right);

        var job = await service.EndsAsync(await service.SubmitAsync(Job));

        Assert.Equal("completed", job.GetProperty("status").GetString());
        var id = job.GetProperty("id").GetString();
        Assert.Equal(
            [$"/results/{id}/matched_results.json", $"/results/{id}/unmatched_1.json", $"/results/{id}/unmatched_2.json"],
            job.GetProperty("result_files").EnumerateArray().Select(file => file.GetString()));
        var matched = await service.Http.GetAsync($"results/{id}/matched_results.json", Token);
        Assert.Contains("Ünal, Ayşe", await matched.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("nosniff", matched.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("attachment", matched.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("Bob Stone", await service.Http.GetStringAsync($"results/{id}/unmatched_1.json", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"results/{id}/other.json")).Status);
    }

    [Fact]
    public async Task A_file_may_be_larger_than_a_web_server_takes_that_nobody_has_told()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        using var body = new ByteArrayContent(new byte[31_000_000]);

        using var answer = await service.Http.PutAsync("files/large.bin", body, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Inputs_may_come_with_the_submit_and_go_with_the_job()
    {
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Left), "file", "left.csv" },
            { new StringContent(Job), "job" },
            { new StringContent(Right), "file", "right.csv" },
        };

        using var answer = await service.Http.PostAsync("jobs/submit", form, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = answer.Headers.Location!.OriginalString.Split('/')[^1];
        Assert.Equal("completed", (await service.EndsAsync(id)).GetProperty("status").GetString());

        await service.DeleteAsync($"jobs/{id}");
        Assert.Empty(new BlobContainerClient(account, "jobs").GetBlobs(cancellationToken: Token));
    }

    [Theory]
    [InlineData("""{"name":"x","type":"nope"}""", "There is no job type 'nope'")]
    [InlineData("""{"name":""", "not valid JSON")]
    [InlineData(null, "no field 'job'")]
    public async Task A_multipart_submit_that_is_refused_leaves_no_file(string? job, string detail)
    {
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account);
        using var form = new MultipartFormDataContent { { new StringContent(Left), "file", "left.csv" } };
        if (job is not null)
            form.Add(new StringContent(job), "job");

        using var answer = await service.Http.PostAsync("jobs/submit", form, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(new BlobContainerClient(account, "jobs").GetBlobs(cancellationToken: Token));
    }

    [Fact]
    public async Task A_missing_column_fails_the_job_after_one_attempt_and_is_named()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        await service.PutFileAsync("left.csv", "nickname;city\nx;y\n");
        await service.PutFileAsync("right.csv", Right);

        var job = await service.EndsAsync(await service.SubmitAsync(Job));

        Assert.Equal(("failed", 1), (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Contains("\"name\"", job.GetProperty("error_message").GetString(), StringComparison.Ordinal);
        Assert.Contains("left.csv", job.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_input_fails_the_job_after_one_attempt_and_is_named()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var job = await service.EndsAsync(await service.SubmitAsync(Job));

        Assert.Equal(("failed", 1), (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Contains("'left.csv'", job.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_kept_listed_read_in_ranges_and_deleted()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        const string name = "Über uns & more (1).txt";
        await service.PutFileAsync(name, "0123456789");

        var listed = (await service.GetAsync("files")).Answer.GetProperty("files").EnumerateArray().Single();
        Assert.Equal((name, 10), (listed.GetProperty("name").GetString(), listed.GetProperty("size").GetInt32()));

        using var request = new HttpRequestMessage(HttpMethod.Get, "files/" + Uri.EscapeDataString(name));
        request.Headers.Range = new RangeHeaderValue(3, 5);
        using var part = await service.Http.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.PartialContent, "345"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));

        Assert.Equal(HttpStatusCode.OK, (await service.DeleteAsync("files/" + Uri.EscapeDataString(name))).Status);
        Assert.Empty((await service.GetAsync("files")).Answer.GetProperty("files").EnumerateArray());
    }

    [Fact]
    public async Task A_large_file_goes_straight_to_storage_by_its_upload_url()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var upload = (await service.PostAsync("files/big.csv/upload-url")).Answer;
        using var put = new HttpRequestMessage(new HttpMethod(upload.GetProperty("method").GetString()!), upload.GetProperty("url").GetString());
        put.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Left));
        foreach (var header in upload.GetProperty("headers").EnumerateObject())
            put.Headers.Add(header.Name, header.Value.GetString());
        using var client = new HttpClient();
        (await client.SendAsync(put, Token)).EnsureSuccessStatusCode();

        Assert.Equal(Left, await service.Http.GetStringAsync("files/big.csv", Token));
    }
}
