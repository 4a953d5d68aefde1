using System.Globalization;
using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>A job's timeline as a stream: each event once. Its id is the event's number, which stays when others are dropped.</summary>
internal sealed class TimelineNews : IJobNews
{
    public TimeSpan LookEvery => TimeSpan.MaxValue;

    public IAsyncEnumerable<SentEvent> SinceAsync(Job job, string known, CancellationToken cancellationToken)
    {
        var last = int.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return JobTimeline.Of(job).Where(happened => happened.Number > last).Select(Show).ToAsyncEnumerable();
    }

    private static SentEvent Show(NumberedEvent happened) => new(
        happened.Number.ToString(CultureInfo.InvariantCulture),
        "job_event",
        JsonSerializer.Serialize(new JobEventView(happened.Event), ApiJson.Web.JobEventView));
}
