using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Infra.Tests;

/// <summary>What a deployment creates, for every size.</summary>
public partial class DeploymentTests
{
    private const string Deployed = "deployment";

    public static TheoryData<string> Sizes => ["main.bicepparam", "main.small.bicepparam", "main.large.bicepparam"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Tables_queues_and_containers_are_those_that_the_code_names(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var lanes = Lanes.All.Select(Lanes.Of).Append(WebhookLane.Name).ToList();

        Assert.Equal(
            Sorted([StorageAccount.JobsTable, StorageAccount.SystemTable, StorageAccount.AuditTable, StorageAccount.WebhooksTable]),
            Sorted(deployment.Names("Microsoft.Storage/storageAccounts/tableServices/tables")));
        Assert.Equal(
            Sorted([.. lanes, .. lanes.Select(lane => lane + Lanes.PoisonSuffix)]),
            Sorted(deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues")));
        Assert.Equal(
            Sorted([StorageAccount.JobsContainer, StorageAccount.FilesContainer, StorageAccount.StateContainer, Deployed]),
            Sorted(deployment.Names("Microsoft.Storage/storageAccounts/blobServices/containers")));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Storage_is_reached_by_identity_alone_and_never_in_the_clear(string size)
    {
        var account = (await Deployment.OfAsync(size)).The("Microsoft.Storage/storageAccounts")["properties"]!;

        Assert.False((bool)account["allowSharedKeyAccess"]!);
        Assert.False((bool)account["allowBlobPublicAccess"]!);
        Assert.True((bool)account["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", (string)account["minimumTlsVersion"]!);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task The_app_runs_on_Flex_Consumption_with_its_own_identity(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var app = deployment.The("Microsoft.Web/sites");
        var identity = (string)deployment.The("Microsoft.ManagedIdentity/userAssignedIdentities")["id"]!;
        var runtime = app["properties"]!["functionAppConfig"]!["runtime"]!;
        var package = app["properties"]!["functionAppConfig"]!["deployment"]!["storage"]!;

        Assert.Equal("FC1", (string)deployment.The("Microsoft.Web/serverfarms")["sku"]!["name"]!);
        Assert.True((bool)app["properties"]!["httpsOnly"]!);
        Assert.Equal("UserAssigned", (string)app["identity"]!["type"]!);
        Assert.Equal([identity], app["identity"]!["userAssignedIdentities"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(identity, (string)package["authentication"]!["userAssignedIdentityResourceId"]!);
        Assert.Equal(identity, (string)app["properties"]!["keyVaultReferenceIdentity"]!);
        Assert.Contains($"'{Deployed}'", (string)package["value"]!, StringComparison.Ordinal);
        Assert.Equal("dotnet-isolated", (string)runtime["name"]!);
        Assert.Contains(
            $"<TargetFramework>net{(string)runtime["version"]!}</TargetFramework>",
            Repository.Read("Directory.Build.props"),
            StringComparison.Ordinal);
        Assert.All(
            deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies"),
            policy => Assert.False((bool)policy["properties"]!["allow"]!));
        Assert.True((bool)deployment.The("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"]!);
    }

    /// <summary>The plan needs a storage account with zones, and keeps two instances or none.</summary>
    [Theory]
    [InlineData("main.bicepparam", false)]
    [InlineData("main.small.bicepparam", false)]
    [InlineData("main.large.bicepparam", true)]
    public async Task Zones_are_those_of_plan_and_storage_alike(string size, bool zones)
    {
        var deployment = await Deployment.OfAsync(size);
        var storage = (string)deployment.The("Microsoft.Storage/storageAccounts")["sku"]!["name"]!;
        var warm = Scale(deployment)["alwaysReady"]!.AsArray().Select(group => (int)group!["instanceCount"]!);

        Assert.Equal(zones, (bool)deployment.The("Microsoft.Web/serverfarms")["properties"]!["zoneRedundant"]!);
        Assert.Equal(zones, storage.EndsWith("ZRS", StringComparison.Ordinal));
        Assert.All(warm, count => Assert.InRange(count, zones ? 2 : 1, 20));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task No_secret_is_made_stored_or_returned(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        Assert.DoesNotMatch(Secrets(), deployment.Text);
        Assert.All(deployment.Outputs, output => Assert.DoesNotMatch(SecretNames(), output.Key + output.Value));
    }

    [Theory]
    [InlineData("authMode = 'None'")]
    [InlineData("authMode = 'Jwt'")]
    public async Task An_app_that_would_not_start_is_not_deployed(string parameter)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Deployment.WithAsync(parameter));

        Assert.Contains("authMode is", refusal.Message, StringComparison.Ordinal);
    }

    internal static JsonNode Scale(Deployment deployment) =>
        deployment.The("Microsoft.Web/sites")["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);

    [GeneratedRegex("listKeys|listAccountSas|listSecrets|AccountKey|SharedAccess|password", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();

    [GeneratedRegex("key|secret|connection|token|sas", RegexOptions.IgnoreCase)]
    private static partial Regex SecretNames();
}
