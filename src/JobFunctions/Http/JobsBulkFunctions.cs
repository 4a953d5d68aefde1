using System.Globalization;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Documents 000 and 002: what can be done with many jobs at once. The names sort as <see cref="JobsFunctions"/> says.</summary>
public sealed class JobsBulkFunctions(Api api, BulkService bulk, QueueOverview overview)
{
    private const double BytesPerMb = 1024 * 1024;
    private const string More = "; more are left, call again";

    /// <summary>Resets running jobs to pending and rings for all pending ones.</summary>
    [Function("JobsResume")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/resume")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var reset = await bulk.ResumeAsync(caller, cancellationToken);
            var now = await overview.LookAsync(cancellationToken);
            var view = new ResumedView(
                reset.Failed == 0,
                $"Job queue resumed. {reset.Done} processing job(s) reset to queued{(reset.IsComplete ? "." : More)}",
                reset.Done,
                now.ProcessorRuns && now.Workers.Total > 0,
                now.Workers.Busy > 0,
                reset.Failed,
                BulkErrorView.Of(reset),
                reset.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.ResumedView);
        });

    /// <summary>Deletes completed and failed jobs with their files.</summary>
    [Function("JobsDeleteFinished")]
    public Task<IResult> DeleteFinishedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/finished")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var removed = await bulk.RemoveFinishedAsync(caller, cancellationToken);
            var message = removed is { Done: 0, IsComplete: true }
                ? "No finished jobs to clear"
                : $"Cleared {removed.Done} finished job(s) and removed {removed.Files} file(s){(removed.IsComplete ? "" : More)}";
            var view = new FinishedView(
                removed.Failed == 0, message, removed.Done, removed.Files, removed.Failed, BulkErrorView.Of(removed), removed.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.FinishedView);
        });

    /// <summary>Deletes jobs that ended some hours ago.</summary>
    [Function("JobsCleanup")]
    public Task<IResult> CleanupAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/cleanup")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var removed = await bulk.CleanUpAsync(MaxAge(request.Query), caller, cancellationToken);
            var freed = Math.Round(removed.Bytes / BytesPerMb, 3);
            var message = string.Create(
                CultureInfo.InvariantCulture, $"Cleaned up {removed.Done} old jobs, freed {freed} MB{(removed.IsComplete ? "" : More)}");
            var view = new CleanupView(
                removed.Failed == 0, removed.Done, freed, message, removed.Failed, BulkErrorView.Of(removed), removed.IsComplete);
            return ApiJson.Result(view, ApiJson.Web.CleanupView);
        });

    private static TimeSpan MaxAge(IQueryCollection query)
    {
        const string parameter = "max_age_hours";
        if (!query.TryGetValue(parameter, out var given))
            return TimeSpan.FromHours(24);
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= 168
            ? TimeSpan.FromHours(hours)
            : throw new InvalidRequestException(parameter, "must be a whole number between 1 and 168");
    }
}
