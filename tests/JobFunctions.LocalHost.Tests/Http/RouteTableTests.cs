using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Http;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.Http;

public class RouteTableTests
{
    private static readonly RouteTable Routes = RouteTable.Create(FunctionScanner.Scan([typeof(Functions)]), "api/v1");

    [Theory]
    [InlineData("GET", "/api/v1/things/list", "ThingGet")] // by name before ThingList: a literal does not beat a parameter
    [InlineData("GET", "/api/v1/boxes/list", "BoxAll")]
    [InlineData("GET", "/api/v1/boxes/7", "BoxGet")]
    [InlineData("GET", "/api/v1/boxes/7/", "BoxGet")]
    [InlineData("get", "/API/v1/Boxes/7", "BoxGet")]
    [InlineData("DELETE", "/api/v1/boxes/7", "BoxRemove")]
    [InlineData("GET", "/api/v1/BOXRUN", "BoxRun")] // without a route the name is the route
    [InlineData("PATCH", "/api/v1/boxrun", "BoxRun")] // without methods all are answered
    [InlineData("GET", "/api/v1/notes/3fa85f64-5717-4562-b3fc-2c963f66afa6", "NoteById")]
    [InlineData("GET", "/api/v1/notes/today", "noteByName")] // names are ordered whatever their case
    [InlineData("GET", "/api/v1/pages", "PageOptional")]
    [InlineData("GET", "/api/v1/pages/3", "PageOptional")]
    [InlineData("GET", "/api/v1/pages/x", null)] // a constraint that fails is a 404
    [InlineData("PUT", "/api/v1/boxes/7", null)] // so is a method that no function has
    [InlineData("HEAD", "/api/v1/boxes/7", null)] // and HEAD must be listed
    [InlineData("HEAD", "/api/v1/boxes/list", "BoxAll")]
    [InlineData("GET", "/boxes/7", null)] // the prefix is part of every route
    [InlineData("GET", "/api/v1/unknown", null)]
    public void The_first_by_name_that_matches_wins(string method, string path, string? function) =>
        Assert.Equal(function, Routes.Match(method, path)?.Route.Function.Name);

    [Fact]
    public void Values_belong_to_the_template_that_matched() =>
        Assert.Equal("list", Routes.Match("GET", "/api/v1/things/list")!.Values["thing"]);

    [Theory]
    [InlineData(typeof(Administration))]
    [InlineData(typeof(Runtimes))]
    public void Routes_that_the_platform_keeps_are_refused(Type functions) =>
        Assert.Throws<StartupException>(() => RouteTable.Create(FunctionScanner.Scan([functions]), "api"));

    [Theory]
    [InlineData(typeof(Twice), "'run'")]
    [InlineData(typeof(Triggerless), "'Run'")]
    public void Functions_that_the_platform_could_not_tell_apart_or_start_are_refused(Type functions, string named) =>
        Assert.Contains(named, Assert.Throws<StartupException>(() => FunctionScanner.Scan([functions])).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_parameter_that_nothing_binds_to_is_refused() =>
        Assert.Contains("'other'", Assert.Throws<StartupException>(() => RouteTable.Create(FunctionScanner.Scan([typeof(Unbound)]), "api")).Message, StringComparison.Ordinal);

    public static class Functions
    {
        [Function("ThingList")]
        public static void ThingList([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/list")] HttpRequest request) { }

        [Function("ThingGet")]
        public static void ThingGet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{thing}")] HttpRequest request, string thing) { }

        [Function("BoxGet")]
        public static void BoxGet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boxes/{box}")] HttpRequest request, string box) { }

        [Function("BoxAll")]
        public static void BoxAll([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "boxes/list")] HttpRequest request) { }

        [Function("BoxRemove")]
        public static void BoxRemove([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "boxes/{box}")] HttpRequest request, string box) { }

        [Function("BoxRun")]
        public static void BoxRun([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) { }

        [Function("noteByName")]
        public static void NoteByName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "notes/{name}")] HttpRequest request, string name) { }

        [Function("NoteById")]
        public static void NoteById([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "notes/{id:guid}")] HttpRequest request, Guid id) { }

        [Function("PageOptional")]
        public static void PageOptional([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pages/{page:int?}")] HttpRequest request, int? page) { }
    }

    public static class Administration
    {
        [Function("A")]
        public static void A([HttpTrigger(AuthorizationLevel.Anonymous, Route = "administrators")] HttpRequest request) { }
    }

    public static class Runtimes
    {
        [Function("RuntimeInfo")]
        public static void A([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) { }
    }

    public static class Twice
    {
        [Function("Run")]
        public static void A([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) { }

        [Function("run")]
        public static void B([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) { }
    }

    public static class Triggerless
    {
        [Function("Run")]
        public static void A(HttpRequest request) { }
    }

    public static class Unbound
    {
        [Function("Run")]
        public static void A([HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{one}")] HttpRequest request, string one, string other) { }
    }
}
