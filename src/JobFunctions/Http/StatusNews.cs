using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>
/// Document 001's stream. An event's id names the change that it shows; changes that a client missed are not kept, it is told how the job
/// is now.
/// </summary>
internal sealed class StatusNews(TimeProvider time) : IJobNews
{
    public TimeSpan LookEvery => TimeSpan.MaxValue;

    public IAsyncEnumerable<SentEvent> SinceAsync(Job job, string known, CancellationToken cancellationToken) =>
        job.OperationId == known ? AsyncEnumerable.Empty<SentEvent>() : new[] { Show(job) }.ToAsyncEnumerable();

    private SentEvent Show(Job job) => job.Status.IsFinal()
        ? new SentEvent(job.OperationId, "job_complete", JsonSerializer.Serialize(new JobCompleteView(job, time.GetUtcNow()), ApiJson.Web.JobCompleteView))
        : new SentEvent(job.OperationId, "job_update", JsonSerializer.Serialize(new JobUpdateView(job), ApiJson.Web.JobUpdateView));
}
