using System.Globalization;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>How many jobs came and ended in the last hours, for charts. The name sorts as <see cref="JobsFunctions"/> says.</summary>
public sealed class JobsHistoryFunctions(Api api, QueueOverview overview, TimeProvider time)
{
    private const int DefaultHours = 24;

    /// <summary>The flow of all jobs over time, without names.</summary>
    [Function("JobsHistory")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/history")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async _ =>
        {
            var hours = Hours(request.Query);
            var (length, buckets) = (await overview.HistoryAsync(cancellationToken)).Last(hours, time.GetUtcNow());
            return ApiJson.Result(
                new HistoryView((int)length.TotalSeconds, [.. buckets.Select(bucket => new HistoryBucketView(bucket))]), ApiJson.Web.HistoryView);
        });

    private static int Hours(IQueryCollection query)
    {
        if (ListQuery.Text(query, "hours") is not { } given)
            return DefaultHours;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= JobHistory.MaxHours
            ? hours
            : throw new InvalidRequestException("hours", $"must be a whole number between 1 and {JobHistory.MaxHours}");
    }
}

/// <summary>The flow of jobs; the oldest piece of time first, without gaps. The last one is not over.</summary>
public sealed record HistoryView(int BucketSeconds, IReadOnlyList<HistoryBucketView> Buckets);

/// <summary>What came and ended in a piece of time that began at <c>at</c>.</summary>
public sealed record HistoryBucketView(DateTimeOffset At, long Submitted, long Completed, long Failed, long Cancelled)
{
    internal HistoryBucketView(FlowBucket bucket)
        : this(bucket.At, bucket.Flow.Submitted, bucket.Flow.Completed, bucket.Flow.Failed, bucket.Flow.Cancelled) { }
}
