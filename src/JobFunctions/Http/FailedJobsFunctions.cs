using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>
/// Document 003's failed registry as a whole. These names sort before those of <see cref="OneFailedJobFunctions"/>, since
/// <c>jobs/failed/clear</c> has to be tried before <c>jobs/failed/{jobId}</c>.
/// </summary>
public sealed class FailedJobsFunctions(
    Api api, JobService jobs, FailedJobs failed, FailureGroups groups, BulkService bulk, IOptions<RequestOptions> limits)
{
    /// <summary>The failed jobs, the latest failure first.</summary>
    [Function("FailedJobsList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/failed")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var page = await failed.ListAsync(ListQuery.Read(request.Query, limits.Value), caller, cancellationToken);
            JobListAnswer.LinkNext(request, page.Cursor);
            var views = await Task.WhenAll(page.Jobs.Select(job => ViewAsync(job, cancellationToken)));
            return ApiJson.Result(views, ApiJson.Web.IReadOnlyListFailedJobView);
        });

    /// <summary>The failed jobs by kinds of errors, that of the latest failure first.</summary>
    [Function("FailedJobsGroups")]
    public Task<IResult> GroupsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/failed/groups")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var (found, isComplete) = await groups.ListAsync(ListQuery.Read(request.Query, limits.Value), caller, cancellationToken);
            return ApiJson.Result(new FailureGroupsView([.. found.Select(group => new FailureGroupView(group))], isComplete), ApiJson.Web.FailureGroupsView);
        });

    /// <summary>Requeues all of them.</summary>
    [Function("FailedJobsRetryAll")]
    public Task<IResult> RetryAllAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/failed/retry-all")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var done = await bulk.RetryFailedAsync(caller, cancellationToken);
            var view = new RetriedView(
                done.Failed == 0, done.Done + done.Failed, done.Done, done.Failed, Ids(done.Jobs), BulkErrorView.Of(done), done.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.RetriedView);
        });

    /// <summary>Deletes all of them with their files.</summary>
    [Function("FailedJobsClear")]
    public Task<IResult> ClearAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/failed/clear")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var done = await bulk.RemoveFailedAsync(caller, cancellationToken);
            var view = new ClearedView(
                done.Failed == 0, done.Done + done.Failed, done.Done, done.Failed, Ids(done.Jobs), BulkErrorView.Of(done), done.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.ClearedView);
        });

    private async Task<FailedJobView> ViewAsync(Job job, CancellationToken cancellationToken)
    {
        using var config = job.Type == FunctionCall.JobType ? await jobs.ConfigAsync(job, cancellationToken) : null;
        return new FailedJobView(job, FunctionCall.Of(job, config?.RootElement.Clone()));
    }

    private static IReadOnlyList<string> Ids(IReadOnlyList<JobId> ids) => [.. ids.Select(id => id.ToString())];
}
