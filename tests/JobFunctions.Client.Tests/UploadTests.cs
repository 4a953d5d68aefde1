using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Testing;

namespace JobFunctions.Client.Tests;

public class UploadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_sent_again_from_where_it_stood()
    {
        await using var service = await Service.StartAsync(null, Service.Loses, Service.Says(503), Service.Says(200));
        using var content = new MemoryStream("skipped,sent"u8.ToArray()) { Position = 8 };

        await service.Client.Files.UploadAsync("a b.csv", content, Token);

        Assert.All(service.Requests, request => Assert.Equal(("PUT", "/api/v1/files/a%20b.csv", "sent"), (request.Method, request.Path, request.Text)));
        Assert.Equal(3, service.Requests.Count);
        Assert.True(content.CanRead);
    }

    [Fact]
    public async Task What_cannot_be_rewound_is_sent_once()
    {
        await using var service = await Service.StartAsync(null, Service.Says(503), Service.Says(200));
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write("sent"u8);
        zipped.Position = 0;
        using var content = new GZipStream(zipped, CompressionMode.Decompress);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.Client.Files.UploadAsync("a.csv", content, Token));

        Assert.Equal("sent", Assert.Single(service.Requests).Text);
    }

    [Fact]
    public async Task A_large_file_goes_to_storage_without_the_token()
    {
        await using var storage = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        var address = $$$"""{"url": "{{{storage.Address}}}user/big.csv?sig=s", "method": "PUT", "headers": {"x-ms-blob-type": "BlockBlob"}}""";
        var options = new JobClientOptions { LargeFile = 4, Token = _ => ValueTask.FromResult("secret") };
        await using var service = await Service.StartAsync(options, Service.Says(200, address));

        await service.Client.Files.UploadAsync("big.csv", new MemoryStream(Encoding.UTF8.GetBytes("1234")), Token);

        var asked = Assert.Single(service.Requests);
        Assert.Equal(("POST", "/api/v1/files/big.csv/upload-url", "Bearer secret"), (asked.Method, asked.Path, asked.Headers["Authorization"]));
        var put = Assert.Single(storage.Requests);
        Assert.Equal(("PUT", "/user/big.csv?sig=s", "1234", "BlockBlob"), (put.Method, put.Path, put.Text, put.Headers["x-ms-blob-type"]));
        Assert.False(put.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_job_has_a_typed_config_and_files_of_this_machine_which_are_read_again_for_each_try()
    {
        await using var service = await Service.StartAsync(null, Service.Says(503), Service.Says(202, """{"job_id": "1"}"""));
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "left.csv");
        await File.WriteAllTextAsync(path, "name\nÜnal\n", Token);
        var job = new NewJob { Name = "match", Type = "data_matching" }.WithConfig(new Matching("left.csv", 80), TypedConfigs.Default.Matching);

        await service.Client.SubmitAsync(job, [InputFile.FromPath(path)], Token);

        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, request =>
        {
            Assert.Contains("""{"file1":"left.csv","threshold":80}""", request.Text, StringComparison.Ordinal);
            Assert.Contains("filename=left.csv", request.Text, StringComparison.Ordinal);
            Assert.Contains("name\nÜnal\n", request.Text, StringComparison.Ordinal);
        });
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}

internal sealed record Matching(string File1, int Threshold);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Matching))]
internal sealed partial class TypedConfigs : JsonSerializerContext;
