using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Whether the service is there, and whether it can work.</summary>
public sealed class HealthFunctions(Api api, Readiness readiness, TimeProvider time)
{
    /// <summary>The process answers.</summary>
    [Function("HealthLive")]
    public Task<IResult> LiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () => Task.FromResult(ApiJson.Result(new HealthView("live"), ApiJson.Web.HealthView)));

    /// <summary>Storage answers too; 503 when it does not, with what is wrong.</summary>
    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAnybodyAsync(request, async () =>
        {
            var parts = await readiness.LookAsync(cancellationToken);
            var wrong = parts.Where(part => part.Value != Readiness.Ok).Select(part => $"{part.Key}: {part.Value}").ToList();
            return wrong.Count == 0
                ? ApiJson.Result(new HealthView("ready"), ApiJson.Web.HealthView)
                : new Problem(503, $"Storage is not available: {string.Join("; ", wrong)}", time.GetUtcNow());
        });
}
