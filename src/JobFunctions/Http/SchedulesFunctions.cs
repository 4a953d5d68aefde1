using System.Text.RegularExpressions;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Jobs that are done again and again: the caller's own schedules; an admin names another user's with <c>user_id</c>.</summary>
public sealed partial class SchedulesFunctions(Api api, ScheduleControl schedules, IOptions<RequestOptions> requests)
{
    private const int PageSize = 100;

    /// <summary>The schedules by name.</summary>
    [Function("SchedulesList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var cursor = ListQuery.Text(request.Query, "cursor");
            if (cursor is not null && !CursorForm().IsMatch(cursor))
                throw new InvalidRequestException("cursor", "must be what next_cursor gave");
            var page = await schedules.ListAsync(Owner(request), ListQuery.Limit(request.Query, PageSize, requests.Value), cursor, caller, cancellationToken);
            return ApiJson.Result(new SchedulePageView([.. page.Schedules.Select(View)], page.Cursor), ApiJson.Web.SchedulePageView);
        });

    /// <summary>One schedule with its next runs.</summary>
    [Function("ScheduleGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => Result(await schedules.GetAsync(name, Owner(request), caller, cancellationToken)));

    /// <summary>Stores a schedule; an older one of this name is replaced.</summary>
    [Function("SchedulePut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "schedules/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, requests.Value, cancellationToken);
            return Result(await schedules.PutAsync(name, ScheduleReader.Read(body.RootElement), Owner(request), caller, cancellationToken));
        });

    /// <summary>Deletes a schedule; its jobs stay.</summary>
    [Function("ScheduleDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "schedules/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await schedules.DeleteAsync(name, Owner(request), caller, cancellationToken);
            return ApiJson.Result(new Done(true, $"Schedule {name} deleted"), ApiJson.Web.Done);
        });

    /// <summary>Lets a schedule submit nothing until it is resumed.</summary>
    [Function("SchedulePause")]
    public Task<IResult> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/{name}/pause")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => Result(await schedules.SetPausedAsync(name, true, Owner(request), caller, cancellationToken)));

    /// <summary>Lets a schedule go on with its next occurrence.</summary>
    [Function("ScheduleResume")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/{name}/resume")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => Result(await schedules.SetPausedAsync(name, false, Owner(request), caller, cancellationToken)));

    private static string? Owner(HttpRequest request) => ListQuery.Text(request.Query, "user_id");

    private ScheduleView View(Schedule schedule) => new(schedule, schedules.NextRuns(schedule, ScheduleView.NextRunsShown));

    private IResult Result(Schedule schedule) => ApiJson.Result(View(schedule), ApiJson.Web.ScheduleView);

    [GeneratedRegex("^[A-Za-z0-9@=._-]{1,1000}$", RegexOptions.NonBacktracking)]
    private static partial Regex CursorForm();
}
