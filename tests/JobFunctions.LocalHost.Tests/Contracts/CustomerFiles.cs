using System.Text;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Inputs that have the columns of document 002's examples.</summary>
internal static class CustomerFiles
{
    private const string First = """
        customer_name,name,email,phone
        Jürgen Müller,Jürgen Müller,jm@example.org,123
        Ann Smith,Ann Smith,as@example.org,456
        """;

    private const string Second = """
        full_name,address,city,phone
        Juergen Mueller,Hauptstr. 1,Bonn,123
        Bob Brown,Main St. 2,Leeds,789
        """;

    public static async Task UploadAsync(ContractHost host)
    {
        foreach (var (name, text) in new[] { ("file1.csv", First), ("file2.csv", Second) })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            using var answer = await host.Http.PutAsync($"files/{name}", content, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }
    }
}
