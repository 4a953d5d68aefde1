using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>What the reconciler would mend. The name sorts before <see cref="OneJobFunctions"/>'.</summary>
public sealed class ConsistencyFunctions(Api api, ConsistencyReader consistency)
{
    /// <summary>Looks at everything and changes nothing.</summary>
    [Function("JobsConsistency")]
    public Task<IResult> LookAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/consistency")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            ApiJson.Result(ConsistencyView.Of(await consistency.LookAsync(caller, cancellationToken)), ApiJson.Web.ConsistencyView));
}
