using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Http;

/// <summary>One function's template, constraints and methods.</summary>
internal sealed class HttpRoute
{
    private static readonly IInlineConstraintResolver Constraints =
        new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider().GetRequiredService<IInlineConstraintResolver>();

    private readonly string[]? _methods;
    private readonly TemplateMatcher _matcher;
    private readonly List<(string Parameter, IRouteConstraint Constraint)> _constraints;

    public HttpRoute(FunctionDescriptor function, string[]? methods, string template)
    {
        var parsed = TemplateParser.Parse(template);
        var defaults = parsed.Parameters
            .Where(parameter => parameter.DefaultValue is not null)
            .ToDictionary(parameter => parameter.Name!, parameter => parameter.DefaultValue);

        Function = function;
        Invoker = new FunctionInvoker(function, parsed.Parameters.Select(parameter => parameter.Name!));
        _methods = methods is { Length: > 0 } ? methods : null;
        _matcher = new TemplateMatcher(parsed, new RouteValueDictionary(defaults));
        _constraints = [.. parsed.Parameters.SelectMany(parameter => ConstraintsOf(parameter, function))];
    }

    public FunctionDescriptor Function { get; }

    public FunctionInvoker Invoker { get; }

    /// <summary>The parameters' values in a request that this route matches, else null.</summary>
    public RouteValueDictionary? Match(string method, PathString path)
    {
        if (_methods is not null && !_methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            return null;

        var values = new RouteValueDictionary();
        return _matcher.TryMatch(path, values) && _constraints.TrueForAll(Holds) ? values : null;

        bool Holds((string Parameter, IRouteConstraint Constraint) rule) =>
            rule.Constraint.Match(httpContext: null, route: null, rule.Parameter, values, RouteDirection.IncomingRequest);
    }

    private static IEnumerable<(string, IRouteConstraint)> ConstraintsOf(TemplatePart parameter, FunctionDescriptor function)
    {
        foreach (var inline in parameter.InlineConstraints)
        {
            var constraint = Constraints.ResolveConstraint(inline.Constraint)
                ?? throw new StartupException($"The route of the function '{function.Name}' has an unknown constraint '{inline.Constraint}'.");
            yield return (parameter.Name!, parameter.IsOptional ? new OptionalRouteConstraint(constraint) : constraint);
        }
    }
}
