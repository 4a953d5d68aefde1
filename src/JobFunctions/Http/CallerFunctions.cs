using JobFunctions.Core.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Who the caller is to this service.</summary>
public sealed class CallerFunctions(Api api, AuthOptions auth)
{
    /// <summary>The caller's name and rights.</summary>
    [Function("CallerGet")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request) =>
        api.AnswerAsync(request, caller => Task.FromResult(ApiJson.Result(
            new CallerView(caller.UserId, caller.IsAdmin, [.. caller.Programs.Order(StringComparer.Ordinal)], !auth.AsksForToken),
            ApiJson.Web.CallerView)));
}
