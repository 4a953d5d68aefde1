using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>What the reconciler would mend. The name sorts before <see cref="OneJobFunctions"/>'.</summary>
public sealed class ConsistencyFunctions(Api api, Reconciler reconciler)
{
    /// <summary>Looks at everything and changes nothing.</summary>
    [Function("JobsConsistency")]
    public Task<IResult> LookAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/consistency")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            if (!caller.IsAdmin)
                throw new ForbiddenException("Only an admin may read the consistency report");
            var report = await reconciler.LookAsync(BulkRunner.RequestLimit, cancellationToken);
            return ApiJson.Result(ConsistencyView.Of(report), ApiJson.Web.ConsistencyView);
        });
}
