using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>What can be done with the jobs that a filter names. The name sorts as <see cref="JobsFunctions"/> says.</summary>
public sealed class JobsByFilterFunctions(Api api, BulkByFilter bulk, IOptions<RequestOptions> limits)
{
    /// <summary>Cancels, requeues or deletes them, or counts them only.</summary>
    [Function("JobsBulk")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/bulk")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, limits.Value, cancellationToken);
            var order = BulkReader.Read(body.RootElement);
            return ApiJson.Result(new BulkView(order, await bulk.RunAsync(order, caller, cancellationToken)), ApiJson.Web.BulkView);
        });
}
