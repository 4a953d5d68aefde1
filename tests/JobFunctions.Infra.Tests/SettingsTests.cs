using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using JobFunctions.Core;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Security;
using JobFunctions.Core.Outgoing;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.Indexing;
using JobFunctions.JobTypes.Transcription;

namespace JobFunctions.Infra.Tests;

/// <summary>The settings of the code, of the template and of the documentation are the same ones.</summary>
public class SettingsTests
{
    /// <summary>The sections of the configuration and what they are bound to.</summary>
    private static readonly (string Section, object Defaults)[] Options =
    [
        ("Audit", new AuditOptions()), ("Auth", new AuthOptions()), ("Consistency", new ConsistencyOptions()),
        ("Indexing", new IndexingOptions()), ("Jobs", new JobOptions()),
        ("Outgoing", new OutgoingOptions()), ("Requests", new RequestOptions()), ("Retention", new RetentionOptions()), ("Storage", new StoreOptions()),
        ("Transcription", new TranscriptionOptions()),
    ];

    [Fact]
    public async Task Storage_is_the_account_by_the_apps_identity_and_the_app_makes_nothing()
    {
        var settings = (await Deployment.OfAsync("main.large.bicepparam")).AppSettings;

        Assert.Equal("managedidentity", (string)settings["AzureWebJobsStorage__credential"]!);
        Assert.Contains(".clientId", (string)settings["AzureWebJobsStorage__clientId"]!, StringComparison.Ordinal);
        Assert.NotNull(settings["AzureWebJobsStorage__accountName"]);
        Assert.Null(settings["AzureWebJobsStorage"]);
        Assert.Equal("false", (string)settings["Storage__CreateIfMissing"]!);
        Assert.Equal("16", (string)settings["Storage__Shards"]!);
        Assert.Contains("Authorization=AAD", (string)settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]!, StringComparison.Ordinal);
        Assert.NotNull(settings["APPLICATIONINSIGHTS_CONNECTION_STRING"]);
    }

    [Fact]
    public async Task Host_and_app_know_the_same_function_timeout()
    {
        var settings = (await Deployment.OfAsync("main.bicepparam")).AppSettings;

        Assert.Equal((string)HostJson()["functionTimeout"]!, (string)settings["AzureFunctionsJobHost__functionTimeout"]!);
    }

    [Fact]
    public async Task Further_settings_are_kept_and_do_not_replace_the_templates_own()
    {
        var settings = (await Deployment.WithAsync(
            "authAuthority = 'https://login.example/v2.0'",
            "authAudience = 'app'",
            "shards = 8",
            "extraSettings = { Jobs__MaxRetries: '5', Auth__Mode: 'None', storage__shards: '1', AzureWebJobsStorage__accountName: 'other' }"))
            .AppSettings;

        Assert.Equal("5", (string)settings["Jobs__MaxRetries"]!);
        Assert.Equal(("Jwt", "8"), ((string)settings["Auth__Mode"]!, (string)settings["Storage__Shards"]!));
        Assert.NotEqual("other", (string)settings["AzureWebJobsStorage__accountName"]!);
        Assert.Single(settings, setting => setting.Key.Equals("Storage__Shards", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Sizes_and_claim_are_those_of_the_environment()
    {
        var deployment = await Deployment.AfterEnvSetAsync(("SHARDS", "16"), ("MAXIMUM_INSTANCE_COUNT", "100"), ("AUTH_USER_CLAIM", "oid"));

        Assert.Equal(("16", "oid"), ((string)deployment.AppSettings["Storage__Shards"]!, (string)deployment.AppSettings["Auth__UserClaim"]!));
        Assert.Equal(100, (int)DeploymentTests.Scale(deployment)["maximumInstanceCount"]!);
    }

    [Fact]
    public async Task Without_an_environment_azd_deploys_the_defaults_of_the_template()
    {
        var azd = await Deployment.OfAsync("main.bicepparam");
        var defaults = await Deployment.WithAsync($"authAuthority = '{Bicep.Authority}'", $"authAudience = '{Bicep.Audience}'");

        Assert.Equal(Values(defaults), Values(azd));
        Assert.True(JsonNode.DeepEquals(DeploymentTests.Scale(defaults), DeploymentTests.Scale(azd)));

        // The account is named after the environment, and what only Azure knows is an expression with it.
        static IEnumerable<string> Values(Deployment deployment) => deployment.AppSettings
            .Where(setting => setting.Key != "AzureWebJobsStorage__accountName" && !((string)setting.Value!).Contains('['))
            .Select(setting => $"{setting.Key}={setting.Value}");
    }

    [Fact]
    public async Task Everything_that_is_set_is_read_and_all_of_authentication_is_set()
    {
        var jwt = (await Deployment.OfAsync("main.bicepparam")).AppSettings;
        var none = (await Deployment.WithAsync("authMode = 'None'", "allowNoneInCloud = true")).AppSettings;
        var set = jwt.Concat(none).Select(setting => setting.Key).ToHashSet();

        Assert.All(Options, options => Assert.Subset(
            Properties(options.Defaults).Select(property => $"{options.Section}__{property.Name}").ToHashSet(),
            set.Where(name => name.StartsWith(options.Section + "__", StringComparison.Ordinal)).ToHashSet()));
        Assert.Equal(
            ("Jwt", Bicep.Authority, Bicep.Authority, Bicep.Audience),
            (Auth("Mode"), Auth("Authority"), Auth("Issuer"), Auth("Audience")));
        Assert.Equal(("None", "true"), ((string)none["Auth__Mode"]!, (string)none["Auth__AllowNoneInCloud"]!));

        // A key for signing is for development alone; the others have defaults that fit most issuers.
        Assert.All(
            Properties(new AuthOptions()).Where(property => property.Name != nameof(AuthOptions.SigningKey)
                && property.GetValue(new AuthOptions()) is null or false or AuthOptions.None),
            property => Assert.Contains($"Auth__{property.Name}", set));

        string Auth(string name) => (string)jwt[$"Auth__{name}"]!;
    }

    [Fact]
    public void The_documentation_has_every_option_with_its_default()
    {
        var page = Repository.Read("docs", "operations.md");

        Assert.All(
            Options.SelectMany(options => Properties(options.Defaults).Select(property => (
                Name: $"{options.Section}__{property.Name}",
                Default: property.GetValue(options.Defaults)))),
            option => Assert.Contains($"| `{option.Name}` | {InWords(option.Default)} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_documentation_lists_the_actions_of_the_audit_trail()
    {
        var page = Repository.Read("docs", "api.md");
        var list = page[page.IndexOf("Actions: ", StringComparison.Ordinal)..];
        list = list[..list.IndexOf('.', StringComparison.Ordinal)];

        Assert.Equal(AuditActions.All, list.Split('`').Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void The_documentation_explains_host_json_and_the_sample_of_the_local_settings()
    {
        var page = Repository.Read("docs", "operations.md");
        var local = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!.AsObject();

        Assert.All(Leaves(HostJson()), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
        Assert.All(local, value => Assert.Contains($"`{value.Key}`", page, StringComparison.Ordinal));
    }

    /// <summary>All of them, as they are without it; the local host alone lets one user do as much as he likes.</summary>
    [Fact]
    public void The_sample_of_the_local_settings_has_every_option_with_its_default()
    {
        var expected = Options
            .SelectMany(options => Properties(options.Defaults)
                .Select(property => ($"{options.Section}__{property.Name}", Value: InText(property.GetValue(options.Defaults)))))
            .Where(option => option.Value.Length > 0)
            .Append(("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"))
            .Append(("AzureWebJobsStorage", "UseDevelopmentStorage=true"))
            .Select(option => option.Item1 is "Requests__StreamsPerUser" or "Requests__SubmitsPerMinute" ? (option.Item1, "0") : option);
        var sample = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!.AsObject();

        Assert.Equal(expected.Order(), sample.Select(value => (value.Key, (string)value.Value!)).Order());
    }

    private static JsonObject HostJson() => JsonNode.Parse(Repository.Read("host.json"))!.AsObject();

    private static IEnumerable<string> Leaves(JsonObject json) =>
        json.SelectMany(pair => pair.Value is JsonObject inner ? Leaves(inner).Select(leaf => $"{pair.Key}.{leaf}") : [pair.Key]);

    private static IEnumerable<PropertyInfo> Properties(object options) =>
        options.GetType().GetProperties().Where(property => property.CanWrite);

    private static string InWords(object? value) => value is null ? "" : $"`{InText(value)}`";

    private static string InText(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
