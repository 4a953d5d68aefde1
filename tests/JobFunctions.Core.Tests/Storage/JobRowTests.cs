using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Storage;

public class JobRowTests
{
    [Theory]
    [InlineData(JobStatus.Pending)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Completed)]
    public void Nothing_is_sent_that_the_service_would_not_keep(JobStatus status)
    {
        var job = Make.Job(status);

        foreach (var row in new[] { JobRow.ToJobRow(job), JobRow.ToIndexRow(job, RowKeys.Status(job)) })
            Assert.All(row.Keys, column => Assert.NotNull(row[column]));
        Assert.Equal(job.Name, JobRow.ToJob(JobRow.ToJobRow(job)).Name);
    }
}
