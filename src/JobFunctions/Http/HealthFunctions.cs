using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Whether the service is there, and whether it can work.</summary>
public sealed class HealthFunctions(Api api, InstanceTable instances)
{
    /// <summary>The process answers.</summary>
    [Function("HealthLive")]
    public Task<IResult> LiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        api.AnswerAnybodyAsync(request, () => Task.FromResult(ApiJson.Result(new HealthView("live"), ApiJson.Web.HealthView)));

    /// <summary>Storage answers too; 503 when it does not.</summary>
    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAnybodyAsync(request, async () =>
        {
            await instances.ListAsync(cancellationToken);
            return ApiJson.Result(new HealthView("ready"), ApiJson.Web.HealthView);
        });
}
