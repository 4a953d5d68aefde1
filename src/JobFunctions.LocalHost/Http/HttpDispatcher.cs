using JobFunctions.LocalHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Http;

/// <summary>Takes every request to its function.</summary>
internal sealed class HttpDispatcher : IDisposable
{
    // As on the platform, a function's token fires some time after the signal to stop, so that short requests end well and
    // only streams are cut.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly RouteTable _routes;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending;

    public HttpDispatcher(RouteTable routes, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<HttpDispatcher> logger)
    {
        _routes = routes;
        _logger = logger;
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        lifetime.ApplicationStopping.Register(() => _ending.CancelAfter(Grace));
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (_routes.Match(http.Request.Method, http.Request.Path) is not { } match)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _ending.Token);
        http.Request.RouteValues = match.Values;
        var function = match.Route.Function.Name;
        var invocation = new Invocation(function, http.Request, match.Values, http.RequestServices, ended.Token);
        try
        {
            if (await match.Route.Invoker.InvokeAsync(invocation) is IResult result)
                await result.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            Fail(http, StatusCodes.Status503ServiceUnavailable);
        }
        catch (BadHttpRequestException wrong)
        {
            Fail(http, wrong.StatusCode);
        }
        catch (Exception exception)
        {
            _logger.RequestFailed(function, exception);
            Fail(http, StatusCodes.Status500InternalServerError);
        }
    }

    public void Dispose() => _ending.Dispose();

    private static void Fail(HttpContext http, int statusCode)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = statusCode;
    }
}
