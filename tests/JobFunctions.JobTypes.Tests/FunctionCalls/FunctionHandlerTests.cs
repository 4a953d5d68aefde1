using System.Reflection;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.FunctionCalls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.JobTypes.Tests.FunctionCalls;

public sealed class FunctionHandlerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)))
        .AddJobFunctions(typeof(SampleFunctions).Assembly)
        .AddJobHandler<FunctionHandler>()
        .BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("static.add", "[1]", "{}", "11")]
    [InlineData("static.add", "[1, 2]", "{}", "3")]
    [InlineData("static.add", "[1]", """{ "second": 5 }""", "6")]
    [InlineData("static.add", "[]", """{ "second": 5, "first": 2 }""", "7")]
    [InlineData("class.greet", """["Ann"]""", "{}", "\"Ann, attempt 2, 2026\"")]
    [InlineData("class.nothing", "[]", "{}", null)]
    [InlineData("class.void", "[5]", "{}", null)]
    public async Task Binds_arguments_by_position_and_by_name(string function, string args, string kwargs, string? result) =>
        Assert.Equal(result, (await RunAsync(function, args, kwargs))?.GetRawText());

    [Fact]
    public async Task Arguments_have_the_types_of_the_parameters()
    {
        var result = await RunAsync(
            "class.all",
            """[12.50, true, "2026-02-03T00:00:00Z", "0f8fad5b-d9cb-469f-a165-70867728950e", "dark_blue", ["a", "b"], { "width": 3 }]""",
            """{ "maybe": 4 }""");

        Assert.Equal(3, result!.Value.GetProperty("width").GetInt32());
        Assert.Equal("12.50 True 2026-02-03 0f8fad5b-d9cb-469f-a165-70867728950e DarkBlue a+b 4", result.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_object_is_made_for_each_call_and_disposed_of()
    {
        var before = SampleFunctions.Disposed;
        await RunAsync("class.greet", """["Ann"]""", "{}");
        Assert.Equal(before + 1, SampleFunctions.Disposed);
    }

    [Fact]
    public async Task What_a_function_throws_is_the_jobs_error_as_it_is() =>
        Assert.Equal("as asked", (await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync("class.throws", "[]", "{}"))).Message);

    [Theory]
    [InlineData("no.such", "[]", "{}", "config.func_name", "There is no function 'no.such'. The functions are: class.all, class.greet")]
    [InlineData("static.add", "[]", "{}", "config.args", "config.args or kwargs must give 'first'")]
    [InlineData("static.add", "[1, 2, 3]", "{}", "config.args", "may hold 2 arguments at most: static.add(first, [second])")]
    [InlineData("static.add", "[1]", """{ "third": 3 }""", "config.kwargs.third", "is no parameter of static.add(first, [second])")]
    [InlineData("static.add", "[1]", """{ "First": 3 }""", "config.kwargs.First", "is no parameter")]
    [InlineData("static.add", "[1]", """{ "first": 3 }""", "config.kwargs.first", "is given twice")]
    [InlineData("static.add", """["1"]""", "{}", "config.args[0]", "(first) must be a whole number that fits Int32")]
    [InlineData("static.add", "[1.5]", "{}", "config.args[0]", "must be a whole number")]
    [InlineData("static.add", "[3000000000]", "{}", "config.args[0]", "must be a whole number")]
    [InlineData("static.add", "[null]", "{}", "config.args[0]", "(first) must not be null")]
    [InlineData("class.greet", "[null]", "{}", "config.args[0]", "(who) must not be null")]
    [InlineData("class.greet", """["a", "b"]""", "{}", "config.args", "may hold 1 arguments at most")]
    [InlineData("class.greet", """["a"]""", """{ "job": 1 }""", "config.kwargs.job", "is no parameter")]
    [InlineData("class.void", "[6]", "{}", "config.args[0]", "The field count must be between 1 and 5.")]
    [InlineData("static.add", "{}", "{}", "config.args", "must be a JSON array")]
    [InlineData("static.add", "[1]", "[]", "config.kwargs", "must be a JSON object")]
    public async Task A_call_that_does_not_fit_is_refused_when_it_is_submitted(string function, string args, string kwargs, string field, string message)
    {
        var error = Assert.Single(Handler.Validate(Config(function, args, kwargs)));
        Assert.Equal(field, error.Field);
        Assert.Contains(message, error.Sentence, StringComparison.Ordinal);

        // A job that an older version accepted fails for good instead.
        if (args[0] == '[' && kwargs[0] == '{')
            await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(function, args, kwargs));
    }

    [Theory]
    [InlineData("""{ "width": "3" }""", "config.kwargs.sizes.width")]
    [InlineData("""{ }""", "config.kwargs.sizes")]
    [InlineData("""{ "width": 3, "depth": 4 }""", "config.kwargs.sizes.depth")]
    public void Names_the_member_within_an_argument(string sizes, string field)
    {
        var errors = Handler.Validate(Config(
            "class.all", """[1, true, "2026-02-03T00:00:00Z", "0f8fad5b-d9cb-469f-a165-70867728950e", "red", []]""", $$"""{ "sizes": {{sizes}} }"""));

        Assert.Equal(field, Assert.Single(errors).Field);
    }

    [Fact]
    public void A_call_without_a_name_names_the_field() =>
        Assert.Equal("config.func_name", Assert.Single(Handler.Validate(JsonElement.Parse("{}"))).Field);

    [Fact]
    public void A_name_that_is_taken_and_a_method_that_cannot_be_called_end_the_start()
    {
        var twice = new ServiceCollection().AddJobFunctions(typeof(SampleFunctions).Assembly);
        Assert.Throws<InvalidOperationException>(() => twice.AddJobFunctions(typeof(SampleFunctions).Assembly));

        var methods = typeof(FunctionHandlerTests).GetMethods(BindingFlags.NonPublic | BindingFlags.Static);
        Assert.Throws<InvalidOperationException>(() => JobFunction.Of("generic", methods.Single(method => method.Name == nameof(Generic))));
        Assert.Throws<InvalidOperationException>(() => JobFunction.Of("by.reference", methods.Single(method => method.Name == nameof(ByReference))));
        Assert.Throws<InvalidOperationException>(() => JobFunction.Of("", methods.Single(method => method.Name == nameof(Config))));
    }

    private static T Generic<T>(T value) => value;

    private static void ByReference(ref int value) => value++;

    private IJobHandler Handler => _services.GetRequiredService<IJobHandler>();

    private Task<JsonElement?> RunAsync(string function, string args, string kwargs) => Handler.RunAsync(
        Config(function, args, kwargs), new FakeJobContext { Attempt = 2 }, TestContext.Current.CancellationToken);

    private static JsonElement Config(string function, string args, string kwargs) =>
        JsonElement.Parse($$"""{ "func_name": "{{function}}", "args": {{args}}, "kwargs": {{kwargs}} }""");
}
