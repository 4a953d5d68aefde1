using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>What a stream about a job tells.</summary>
internal interface IJobNews
{
    /// <summary>How often there may be something new without a change of the job's row; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    TimeSpan LookEvery { get; }

    /// <summary>What is to be told now, the oldest first.</summary>
    /// <param name="job">The job as it is.</param>
    /// <param name="known">The id of the last event that the client knows; empty when it knows none, and anything when a client made it up.</param>
    /// <param name="cancellationToken">The client left.</param>
    IAsyncEnumerable<SentEvent> SinceAsync(Job job, string known, CancellationToken cancellationToken);
}

/// <summary>A server-sent event.</summary>
/// <param name="Id">From here a client goes on.</param>
/// <param name="Name">What it is.</param>
/// <param name="Data">One line of JSON.</param>
internal readonly record struct SentEvent(string Id, string Name, string Data);
