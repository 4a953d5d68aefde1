using System.Reflection;
using JobFunctions.Core.Security;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Tests;

/// <summary>The app as Program.cs puts it together.</summary>
public class ProgramTests
{
    private static readonly string[] Settings = ["--AzureWebJobsStorage=UseDevelopmentStorage=true"];

    public static TheoryData<string> FunctionClasses =>
        [.. typeof(Program).Assembly.GetTypes().Where(type => Functions(type).Any()).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(FunctionClasses))]
    public void Every_function_class_gets_what_it_asks_for(string type)
    {
        using var host = Program.Build(Settings);

        Assert.NotNull(ActivatorUtilities.CreateInstance(host.Services, typeof(Program).Assembly.GetType(type)!));
    }

    [Fact]
    public void Function_names_are_unique()
    {
        var names = typeof(Program).Assembly.GetTypes().SelectMany(Functions).Select(function => function.Name.ToUpperInvariant()).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("none", null, null, true)]
    [InlineData("None", "WEBSITE_SITE_NAME", null, false)]
    [InlineData("None", "WEBSITE_INSTANCE_ID", null, false)]
    [InlineData(null, "WEBSITE_SITE_NAME", null, false)]
    [InlineData("None", "WEBSITE_SITE_NAME", "true", true)]
    [InlineData("Open", null, null, false)]
    public void Nobody_is_let_in_unchecked_in_the_cloud_by_accident(string? mode, string? signOfTheCloud, string? allowed, bool starts)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Auth:Mode"] = mode,
            [signOfTheCloud ?? "HOME"] = "set",
            ["Auth:AllowNoneInCloud"] = allowed,
        }).Build();

        var refusal = Record.Exception(() => AuthOptions.Of(configuration));

        Assert.Equal(starts, refusal is null);
    }

    private static IEnumerable<FunctionAttribute> Functions(Type type) =>
        type.GetMethods().Select(method => method.GetCustomAttribute<FunctionAttribute>()).OfType<FunctionAttribute>();
}
