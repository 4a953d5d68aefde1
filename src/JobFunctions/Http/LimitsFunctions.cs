using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>How many jobs may run at once.</summary>
public sealed class LimitsFunctions(Api api, LimitControl limits, IOptions<RequestOptions> requests)
{
    /// <summary>The limits and how far they are used.</summary>
    [Function("LimitsGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "limits")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async _ => Result(await limits.LookAsync(cancellationToken)));

    /// <summary>Sets the limits until they are set again; null goes back to the configured one.</summary>
    [Function("LimitsPut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "limits")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, requests.Value, cancellationToken);
            var fields = new JsonFields(body.RootElement);
            const string rule = "must be a whole number, or null for the configured limit";
            var (global, perUser) = (fields.Integer("max_concurrent", rule), fields.Integer("max_concurrent_per_user", rule));
            fields.ThrowIfWrong();
            return Result(await limits.SetAsync(global, perUser, caller, cancellationToken));
        });

    private static IResult Result(LimitState state) => ApiJson.Result(
        new LimitsView(
            state.InForce.Global, state.InForce.PerUser, state.Configured.Global, state.Configured.PerUser, state.InForce.Any ? state.Running : null),
        ApiJson.Web.LimitsView);
}

/// <summary>The limits; 0 stands for none. How many jobs hold a slot is null while there are none.</summary>
public sealed record LimitsView(
    int MaxConcurrent, int MaxConcurrentPerUser, int ConfiguredMaxConcurrent, int ConfiguredMaxConcurrentPerUser, int? RunningJobs);
