using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Http;

/// <summary>
/// Which function answers a request, by the platform's own rule: functions stand in the order of their names, whatever their
/// case, and the first whose template, constraints and method all match wins. A literal does not beat a parameter.
/// </summary>
internal sealed class RouteTable
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    private readonly List<HttpRoute> _routes;

    private RouteTable(List<HttpRoute> routes) => _routes = routes;

    public int Count => _routes.Count;

    /// <summary>Makes the table of all functions among these that a request triggers.</summary>
    public static RouteTable Create(IEnumerable<FunctionDescriptor> functions, string prefix) => new([..
        from function in functions
        where function.Trigger is HttpTriggerAttribute
        orderby function.Name.ToUpperInvariant()
        select CreateRoute(function, (HttpTriggerAttribute)function.Trigger, prefix)]);

    /// <summary>Finds the function; null means 404, also when only the method is wrong.</summary>
    public RouteMatch? Match(string method, PathString path)
    {
        foreach (var route in _routes)
        {
            if (route.Match(method, path) is { } values)
                return new RouteMatch(route, values);
        }

        return null;
    }

    private static HttpRoute CreateRoute(FunctionDescriptor function, HttpTriggerAttribute trigger, string prefix)
    {
        var route = (string.IsNullOrEmpty(trigger.Route) ? function.Name : trigger.Route).Trim('/');
        return Array.Exists(Reserved, word => route.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            ? throw new StartupException($"The route '{route}' of the function '{function.Name}' starts with a word that the platform keeps for itself.")
            : new HttpRoute(function, trigger.Methods, $"{prefix}/{route}".TrimStart('/'));
    }
}

/// <summary>A route that matches a request, and the values of its parameters there.</summary>
internal sealed record RouteMatch(HttpRoute Route, RouteValueDictionary Values);
