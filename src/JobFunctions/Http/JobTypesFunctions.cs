using JobFunctions.Core.Handlers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>What can be submitted.</summary>
public sealed class JobTypesFunctions(Api api, JobHandlers handlers)
{
    /// <summary>Every job type, with what a submit form needs.</summary>
    [Function("JobTypesList")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "job-types")] HttpRequest request) =>
        api.AnswerAsync(request, _ => Task.FromResult(ApiJson.Result(new JobTypesView(handlers.Descriptions), ApiJson.Web.JobTypesView)));
}
