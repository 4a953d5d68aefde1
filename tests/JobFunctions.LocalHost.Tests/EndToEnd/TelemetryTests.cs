using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class TelemetryTests(AzuriteFixture azurite)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_spans_of_one_job_share_the_callers_trace_across_two_processes()
    {
        await using var receiver = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        (string Key, string Value)[] settings =
        [
            .. ServiceProcess.Impatient, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        ];
        var account = azurite.NewAccount();

        // The first process takes the job and is killed; the second one runs it.
        string id;
        using (var first = await ServiceProcess.StartAsync(account, settings))
        {
            (await first.Http.PostAsync("job-queue/stop-processor", null, Token)).EnsureSuccessStatusCode();
            using var submit = new HttpRequestMessage(HttpMethod.Post, "jobs/submit")
            {
                Headers = { { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } },
                Content = new StringContent("""{"name":"traced","type":"noop"}"""),
            };
            using var accepted = await first.Http.SendAsync(submit, Token);
            id = (await accepted.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
            await Eventually.BecomesTrue(() => Find("send jobs-normal") is not null && Find("POST") is not null, "the submit has been told");

            // Metrics wait for their interval, and a process that is killed takes them along.
            await Eventually.BecomesTrue(
                () => OtlpSpan.MetricsReceivedBy(receiver).Contains("messaging.client.operation.duration"), "the submit's metric has been told");
            await first.KillAsync();
        }

        using var second = await ServiceProcess.StartAsync(account, settings);
        (await second.Http.PostAsync("job-queue/start-processor", null, Token)).EnsureSuccessStatusCode();
        await Eventually.BecomesTrue(() => Find("process jobs-normal") is not null, "the attempt has been told");
        await Eventually.BecomesTrue(
            () => OtlpSpan.MetricsReceivedBy(receiver).IsSupersetOf(["messaging.process.duration", "jobfunctions.jobs.ended"]),
            "the metrics have been told");

        var (request, send, process) = (Find("POST")!, Find("send jobs-normal")!, Find("process jobs-normal")!);
        Assert.Equal(("00f067aa0ba902b7", request.SpanId, send.SpanId), (request.ParentId, send.ParentId, process.ParentId));
        Assert.All([send, process], span => Assert.Equal(id, span.Texts["messaging.message.id"]));

        OtlpSpan? Find(string name) => Told(receiver, name);
    }

    [Fact]
    public async Task The_call_of_a_webhook_carries_the_callers_trace_on()
    {
        await using var receiver = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        using var service = await ServiceProcess.StartAsync(
            azurite.NewAccount(),
            [
                .. ServiceProcess.Impatient, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.AbsoluteUri),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
                ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"),
            ]);
        using var submit = new HttpRequestMessage(HttpMethod.Post, "jobs/submit")
        {
            Headers = { { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } },
            Content = new StringContent($$"""{"name":"traced","type":"noop","webhook_url":"{{receiver.Address}}hook"}"""),
        };
        using var accepted = await service.Http.SendAsync(submit, Token);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;

        string[] names = ["send jobs-normal", "process jobs-normal", "webhook"];
        await Eventually.BecomesTrue(() => names.All(name => Told(receiver, name) is not null), "submit, run and call have been told");

        var spans = names.Select(name => Told(receiver, name)!).ToList();
        Assert.All(spans, span => Assert.Equal(id, span.Texts["messaging.message.id"]));
        Assert.All(spans[1..], span => Assert.Equal(spans[0].SpanId, span.ParentId));
        var call = Assert.Single(receiver.Requests, request => request.Path == "/hook");
        Assert.StartsWith($"00-{Trace}-", call.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal(spans[2].Texts["webhook.id"], call.Headers["webhook-id"]);
    }

    private static OtlpSpan? Told(LoopbackServer receiver, string name) => OtlpSpan.ReceivedBy(receiver).Find(
        span => span.TraceId == Trace && span.Name.StartsWith(name, StringComparison.Ordinal));
}
