using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>The files that jobs leave.</summary>
public sealed class ResultsFunctions(Api api, JobService jobs, JobFiles files)
{
    /// <summary>Document 002's <c>result_files</c>: downloads one, or ranges of it.</summary>
    [Function("ResultsGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "results/{jobId}/{file}")] HttpRequest request,
        string jobId,
        string file,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            // The row names the files of the attempt that won; a blob that some other attempt left is nobody's result.
            var job = await jobs.GetAsync(jobId, caller, cancellationToken);
            var content = job.ResultFiles.Any(result => result.Name == file)
                ? await files.OpenResultAsync(job, file, cancellationToken)
                : null;
            return Download.Of(content ?? throw new NotFoundException($"Job {job.Id} has no result file {file}"), file);
        });
}
