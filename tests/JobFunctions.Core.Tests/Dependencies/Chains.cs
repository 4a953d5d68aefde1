using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Dependencies;

/// <summary>Jobs that wait for others.</summary>
internal static class Chains
{
    public static Task<JsonElement?> Nothing => Task.FromResult<JsonElement?>(null);

    public static JobSubmission After(params Job[] parents) => Core.New() with { DependsOn = [.. parents.Select(parent => parent.Id.ToString())] };

    /// <summary>The edges and outbox rows that are left.</summary>
    public static async Task<List<Edge>> LeftAsync(Core core, params Job[] parents)
    {
        var left = new List<Edge>();
        foreach (var parent in parents)
            left.AddRange(await core.Get<EdgeTable>().OfAsync(parent.Id, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        return left;
    }
}
