using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;

namespace JobFunctions.Infra.Tests;

/// <summary>The roles of the identity are enough for what the code and its host call, and no others are given.</summary>
public class RolesTests
{
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/";
    private const string Queues = "Microsoft.Storage/storageAccounts/queueServices/queues";
    private const string Tables = "Microsoft.Storage/storageAccounts/tableServices/tables";

    /// <summary>Azure's own definitions of the roles: what each allows.</summary>
    private static readonly Dictionary<string, string[]> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] =
            [Blobs + "containers/*", Blobs + "containers/blobs/*", Blobs + "generateUserDelegationKey/action"],
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] =
        [
            Queues + "/read", Queues + "/write", Queues + "/delete",
            Queues + "/messages/read", Queues + "/messages/write", Queues + "/messages/delete", Queues + "/messages/process/action",
        ],
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] =
        [
            Tables + "/read", Tables + "/write", Tables + "/delete",
            Tables + "/entities/read", Tables + "/entities/write", Tables + "/entities/delete",
            Tables + "/entities/add/action", Tables + "/entities/update/action",
        ],
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = ["Microsoft.Insights/Metrics/Write", "Microsoft.Insights/Telemetry/Write"],
    };

    /// <summary>What each call of the storage libraries needs.</summary>
    private static readonly Dictionary<string, string[]> Calls = new()
    {
        [nameof(TableClient.GetEntityIfExistsAsync)] = [Tables + "/entities/read"],
        [nameof(TableClient.QueryAsync)] = [Tables + "/entities/read"],
        [nameof(TableClient.AddEntityAsync)] = [Tables + "/entities/add/action"],
        [nameof(TableClient.UpsertEntityAsync)] = [Tables + "/entities/add/action", Tables + "/entities/update/action"],
        [nameof(TableClient.UpdateEntityAsync)] = [Tables + "/entities/update/action"],
        [nameof(TableClient.DeleteEntityAsync)] = [Tables + "/entities/delete"],
        [nameof(TableClient.SubmitTransactionAsync)] =
            [Tables + "/entities/add/action", Tables + "/entities/update/action", Tables + "/entities/delete"],
        [nameof(QueueClient.SendMessageAsync)] = [Queues + "/messages/write"],
        [nameof(QueueClient.PeekMessagesAsync)] = [Queues + "/messages/read"],
        [nameof(BlobClient.UploadAsync)] = [Blobs + "containers/blobs/write"],
        [nameof(BlockBlobClient.OpenWriteAsync)] = [Blobs + "containers/blobs/write"],
        [nameof(BlobBaseClient.OpenReadAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobBaseClient.DownloadContentAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobBaseClient.DownloadStreamingAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobBaseClient.GetPropertiesAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobContainerClient.GetBlobsByHierarchyAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobContainerClient.GetBlobsAsync)] = [Blobs + "containers/blobs/read"],
        [nameof(BlobBaseClient.DeleteAsync)] = [Blobs + "containers/blobs/delete"],
        [nameof(BlobBaseClient.DeleteIfExistsAsync)] = [Blobs + "containers/blobs/delete"],
        [nameof(BlobServiceClient.GetUserDelegationKeyAsync)] = [Blobs + "generateUserDelegationKey/action"],

        // Not in the cloud: Storage__CreateIfMissing is off there.
        [nameof(BlobContainerClient.CreateIfNotExistsAsync)] = [],
    };

    /// <summary>
    /// What the Functions host does: receives, renews and deletes messages, measures queues, keeps leases in a container of its own.
    /// </summary>
    private static readonly string[] Host =
    [
        Queues + "/read", Queues + "/messages/process/action", Queues + "/messages/write", Queues + "/messages/delete",
        Blobs + "containers/read", Blobs + "containers/write", Blobs + "containers/blobs/read", Blobs + "containers/blobs/write",
        "Microsoft.Insights/Telemetry/Write",
    ];

    [Theory]
    [MemberData(nameof(DeploymentTests.Sizes), MemberType = typeof(DeploymentTests))]
    public async Task The_identity_has_the_roles_that_code_and_host_need_and_no_others(string size)
    {
        var given = (await Deployment.OfAsync(size)).All("Microsoft.Authorization/roleAssignments").ToList();
        var roles = given.Select(assignment => ((string)assignment["properties"]!["roleDefinitionId"]!).Split('/')[^1]).ToList();
        var allowed = roles.SelectMany(role => Roles[role]).ToList();

        Assert.Equal(Roles.Keys.Order(), roles.Order());
        Assert.All(
            given,
            assignment => Assert.EndsWith(".principalId]", (string)assignment["properties"]!["principalId"]!, StringComparison.Ordinal));
        Assert.All(
            Host.Concat(Calls.Values.SelectMany(actions => actions)),
            action => Assert.Contains(allowed, pattern => Covers(pattern, action)));
    }

    [Fact]
    public void Every_storage_call_of_the_code_is_known_here()
    {
        Type[] clients =
        [
            typeof(TableClient), typeof(TableServiceClient), typeof(QueueClient), typeof(QueueServiceClient),
            typeof(BlobClient), typeof(BlobContainerClient), typeof(BlobServiceClient),
        ];
        var source = Repository.Sources("src", "JobFunctions.Core", "Storage");
        var called = clients.SelectMany(client => client.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Select(method => method.Name)
            .Where(name => name.EndsWith("Async", StringComparison.Ordinal) && Regex.IsMatch(source, $@"\.{name}\b"))
            .Distinct();

        Assert.Equal(Calls.Keys.Order(), called.Order());
    }

    private static bool Covers(string pattern, string action) =>
        pattern.EndsWith('*') ? action.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == action;
}
