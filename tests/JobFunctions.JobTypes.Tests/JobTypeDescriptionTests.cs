using System.Text.Json;
using System.Text.RegularExpressions;
using JobFunctions.Core;
using JobFunctions.Core.Handlers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.Tests;

/// <summary>What <c>GET job-types</c> tells is held against the configs, their checks, and their pages.</summary>
public sealed partial class JobTypeDescriptionTests : IDisposable
{
    private static readonly string Pages = Path.Combine(AppContext.BaseDirectory, "Documentation", "job-types");

    private readonly ServiceProvider _services;

    public JobTypeDescriptionTests()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddJobFunctionsCore(configuration).AddJobTypes().BuildServiceProvider();
    }

    public static TheoryData<string> Types =>
    [
        "data_matching", "dataset_generation", "document_processing", "extraction", "full_scan", "function", "http_request", "indexing",
        "noop", "specific_folder", "taxonomy_processing", "transcription",
    ];

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Every_type_is_described()
    {
        var handlers = _services.GetRequiredService<JobHandlers>();

        Assert.Equal(Types.Select(row => row.Data), handlers.Descriptions.Select(type => type.Type));
        Assert.Equal(handlers.Types, handlers.Descriptions.Select(type => type.Type));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_form_can_be_built_of_it(string type)
    {
        var description = Describe(type);

        Assert.NotEmpty(description.Title);
        Assert.EndsWith(".", description.Description, StringComparison.Ordinal);
        Assert.Equal("object", description.Schema.GetProperty("type").GetString());
        var members = Members(description);
        Assert.All(Everything(description.Schema), member =>
        {
            Assert.True(member.Value.TryGetProperty("description", out _), $"{member.Name} has no description: {member.Value}");
            Assert.False(member.Value.TryGetProperty("$ref", out _), $"{member.Name} is described elsewhere");
        });
        Assert.All(description.SecretMembers, secret => Assert.True(members[secret].GetProperty("writeOnly").GetBoolean()));
        Assert.All(description.FileMembers, file => Assert.Contains("\"input-file\"", members[file].GetRawText(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Its_page_tells_of_the_same_members(string type)
    {
        var page = File.ReadAllText(Path.Combine(Pages, $"{(type is "full_scan" or "specific_folder" ? "indexing" : type)}.md"));

        var told = MemberRow().Matches(page).Select(row => row.Groups[1].Value).ToList();

        Assert.All(Members(Describe(type)).Keys, member => Assert.Contains(member, told));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Defaults_pass_the_checks(string type)
    {
        var description = Describe(type);
        var required = description.Schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToList() : [];
        var defaults = Members(description).Where(member => member.Value.TryGetProperty("default", out _))
            .ToDictionary(member => member.Key, member => member.Value.GetProperty("default"));

        var wrong = Handler(type).Validate(JsonSerializer.SerializeToElement(defaults));

        Assert.All(wrong, error => Assert.True(IsNeeded(error.Field), error.Sentence));

        // A folder can only be asked for where one is meant.
        bool IsNeeded(string field) => required.Contains(field["config.".Length..]) || (type, field) == ("specific_folder", "config.folder_id");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Whatever_a_member_holds_the_caller_is_told(string type)
    {
        string[] values = ["null", "true", "-1", "1e300", "0.5", "\"\"", "\"x\"", "[]", "[null]", "[[]]", "[{}]", "[\"x\"]", "{}", "{\"x\":null}", "{\"job_id\":1}"];
        foreach (var member in Members(Describe(type)).Keys)
        {
            foreach (var value in values)
            {
                var wrong = Handler(type).Validate(JsonElement.Parse($$"""{"{{member}}": {{value}} }"""));
                Assert.All(wrong, error => Assert.StartsWith("config", error.Field, StringComparison.Ordinal));
                Assert.DoesNotContain(wrong, error => error.Message.Contains("JobFunctions.", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Words_limits_and_defaults_stand_in_the_schema()
    {
        var matching = Members(Describe("data_matching"));
        Assert.Equal((80, 0, 100), Numbers(matching["threshold"], "default", "minimum", "maximum"));
        Assert.Equal("file1.csv", matching["file1"].GetProperty("default").GetString());
        var mapping = matching["mappings"].GetProperty("items");
        Assert.Equal("""["file1_col","file2_col","match_type"]""", mapping.GetProperty("required").GetRawText());
        Assert.Equal("""["exact","fuzzy","numeric","date"]""", mapping.GetProperty("properties").GetProperty("match_type").GetProperty("enum").GetRawText());
        Assert.Equal("""["mappings"]""", Describe("data_matching").Schema.GetProperty("required").GetRawText());
        Assert.Equal(["file1", "file2"], Describe("data_matching").FileMembers);

        Assert.Equal(["documents"], Describe("document_processing").FileMembers);
        Assert.Equal(["access_token"], Describe("full_scan").SecretMembers);
        Assert.Equal(JsonValueKind.Null, Members(Describe("indexing"))["source"].GetProperty("enum")[3].ValueKind);
        Assert.Contains(
            "app.workers.jobs.simulate_replicated_trade",
            Members(Describe("function"))["func_name"].GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
    }

    private static (int, int, int) Numbers(JsonElement member, string a, string b, string c) =>
        (member.GetProperty(a).GetInt32(), member.GetProperty(b).GetInt32(), member.GetProperty(c).GetInt32());

    private static Dictionary<string, JsonElement> Members(JobTypeDescription description) =>
        description.Schema.GetProperty("properties").EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    private static IEnumerable<JsonProperty> Everything(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(Everything),
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(part =>
            part.Name == "properties" ? part.Value.EnumerateObject().SelectMany(member => Everything(member.Value).Prepend(member)) : Everything(part.Value)),
        _ => [],
    };

    private JobTypeDescription Describe(string type) => Handler(type).Describe();

    private IJobHandler Handler(string type) =>
        _services.GetRequiredService<JobHandlers>().TryFind(type, out var handler) ? handler : throw new InvalidOperationException($"No type {type}");

    [GeneratedRegex(@"(?<=^\||^\| [^|]*, ?)\s*`(\w+)`", RegexOptions.Multiline)]
    private static partial Regex MemberRow();
}
