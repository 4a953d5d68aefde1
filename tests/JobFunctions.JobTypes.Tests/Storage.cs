using JobFunctions.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.JobTypes.Tests;

/// <summary>A storage account of the emulator, with the containers that job types use.</summary>
internal static class Storage
{
    public static async Task<StorageAccount> ConnectAsync(string connection)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", connection)]).Build();
        var account = StorageAccount.Connect(configuration, []);
        await account.StateBlobs.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await account.FileBlobs.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        return account;
    }
}
