using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Every route, asked by everybody: <see cref="Rights.Table"/> says what each gets.</summary>
public class RightsTests(AzuriteFixture azurite)
{
    private static readonly string Ann = Tokens.Of("ann", "7");

    private static readonly (string Name, string? Token, Func<Rights, int> Expected)[] Callers =
    [
        ("no token", null, rights => rights.Bad),
        ("expired", Tokens.Expired("ann"), rights => rights.Bad),
        ("another audience", Tokens.ForAnotherAudience("ann"), rights => rights.Bad),
        ("alg none", Tokens.Unsigned("ann"), rights => rights.Bad),
        ("tampered", Tokens.Tampered("ann"), rights => rights.Bad),
        ("other user", Tokens.Of("bob"), rights => rights.Other),
        ("other program", Tokens.Of("carl", "8"), rights => rights.Other),
        ("same program", Tokens.Of("dora", "7"), rights => rights.Mate),
        ("owner", Ann, rights => rights.Owner),
        ("admin", Tokens.OfAdmin("root"), rights => rights.Admin),
    ];

    [Fact]
    public void Every_route_has_a_row()
    {
        var functions = FunctionScanner.Scan(HostedApp.Default.Types).Where(function => function.Trigger is HttpTriggerAttribute);

        Assert.Equal(
            functions.Select(function => function.Name).Order(StringComparer.Ordinal),
            Rights.Table.Select(rights => rights.Function).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_answers_each_caller_as_the_table_says()
    {
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(), null,
            [.. Tokens.Settings, ("Secrets:CurrentKey", "k"), ("Secrets:Keys:k", Convert.ToBase64String(new byte[32]))]);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Ann);
        host.Gate.Release(100);
        using var http = new HttpClient { BaseAddress = host.Http.BaseAddress };
        var batch = (await host.PostAsync("jobs/submit-batch", """[{"name": "one of many", "type": "noop"}]"""))["batch_id"].GetString()!;
        var wrong = new List<string>();
        var asked = 0;
        foreach (var rights in Rights.Table)
        {
            string? id = null;
            foreach (var (name, token, expected) in Callers)
            {
                id ??= await JobAsync(host, rights.Status);
                await PutOwnAsync(host);
                var before = await StatusAsync(host, id);
                using var request = Request(rights, id, batch, token);
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var status = (int)response.StatusCode;
                asked++;

                var what = $"{rights.Route} by {name}: {status} {body}";
                if (status != expected(rights))
                    wrong.Add($"{what}, not {expected(rights)}");
                if (status == 401 && !response.Headers.WwwAuthenticate.ToString().StartsWith("Bearer", StringComparison.Ordinal))
                    wrong.Add($"{what} without WWW-Authenticate");
                if (status is 401 or 403)
                    AssertPrinted(status, body);

                // Who may not act has changed nothing, and sees nothing of what is another's.
                var mayAct = name is "owner" or "admin" || (name == "same program" && !rights.ActsOnOwn);
                if (!mayAct && (await StatusAsync(host, id) != before || body.Contains(id, StringComparison.Ordinal)))
                    wrong.Add($"{what}: it touched or showed the job");
                if (status < 300 && request.Method != HttpMethod.Get)
                    id = null;
                if (rights.Function == "JobQueueStopProcessor" && status == 200)
                    await StartProcessorAsync(http);
            }
        }

        Assert.Empty(wrong);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Rights.Table.Count} rows, {Callers.Length} callers, {asked} requests");
    }

    [Fact]
    public async Task The_description_says_which_routes_need_a_token()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var document = (await host.GetAsync("openapi.json")).Body;
        Assert.True(document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("bearer", out _));
        Assert.Equal("bearer", document.GetProperty("security")[0].EnumerateObject().Single().Name);

        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => operation.Value);
        Assert.All(Rights.Table, rights =>
        {
            var operation = operations[rights.Function];
            var isOpen = operation.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;
            Assert.Equal(rights.Bad != 401, isOpen);
            Assert.Equal(!isOpen, operation.GetProperty("responses").TryGetProperty("401", out _));
        });
    }

    [Fact]
    public async Task Lists_show_nothing_of_others_and_the_oldest_job_keeps_its_name_to_itself()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, Tokens.Settings);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.OfAdmin("root"));
        await host.PostAsync("job-queue/stop-processor");
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Ann);
        var id = await host.SubmitAsync(more: ", \"program_id\": 7");
        var oldest = async () => (await host.GetAsync("job-queue/status"))["queue"].GetProperty("oldest_pending_job").GetProperty("id").GetString();
        Assert.Equal(id, await oldest());

        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Of("bob"));
        Assert.Null(await oldest());
        Assert.Equal(0, (await host.GetAsync("jobs/list")).Body.GetArrayLength());
        Assert.Equal(0, (await host.GetAsync("jobs"))["jobs"].GetArrayLength());

        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Of("dora", "7"));
        Assert.Equal(id, await oldest());
        Assert.Equal(0, (await host.GetAsync("jobs/list")).Body.GetArrayLength());
        Assert.Equal(1, (await host.GetAsync("job-queue/jobs/7")).Body.GetArrayLength());
    }

    // As document 002 prints it.
    private static void AssertPrinted(int status, string body)
    {
        var problem = JsonElement.Parse(body);
        Printed.AssertShownBy(problem, """{ "error": "Forbidden", "details": "Access denied to this job", "timestamp": "2025-01-27T00:00:00Z" }""");
        Assert.Equal(status == 403 ? "Forbidden" : "Unauthorized", problem.GetProperty("error").GetString());
        if (problem.GetProperty("details").GetString()!.Contains("job", StringComparison.Ordinal) && status == 403)
            Assert.Matches("^(Access denied to|Only )", problem.GetProperty("details").GetString());
    }

    private static async Task<string> JobAsync(ContractHost host, string status)
    {
        const string program = ", \"program_id\": 7";
        if (status == "failed")
            return await host.FailedAsync(program);
        var id = status == "scheduled"
            ? await host.SubmitAsync(more: program + ", \"scheduled_at\": \"2099-01-01T00:00:00Z\"")
            : await host.SubmitAsync("gate", """{"file": "result.bin"}""", program);
        await host.ReachesAsync(id, status);
        return id;
    }

    private static async Task<string?> StatusAsync(ContractHost host, string id)
    {
        var job = await host.GetAsync($"jobs/{id}");
        return job.Status == 200 ? job["status"].GetString() : null;
    }

    private static async Task PutOwnAsync(ContractHost host)
    {
        using var content = new StringContent("ann's");
        (await host.Http.PutAsync("files/anns.csv", content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Put, "schedules/anns", Rights.Nightly)).Status);
    }

    private static async Task StartProcessorAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "job-queue/start-processor");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.OfAdmin("root"));
        (await http.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(Rights rights, string id, string batch, string? token)
    {
        var route = rights.Route.Split(' ');
        var path = route[1].Replace("{id}", id, StringComparison.Ordinal).Replace("{file}", "anns.csv", StringComparison.Ordinal)
            .Replace("{schedule}", "anns", StringComparison.Ordinal).Replace("{batch}", batch, StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(route[0]), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = rights.Body switch
        {
            null => null,
            "audio" => new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "audio_file", "a.wav" } },
            var body => new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        return request;
    }
}
