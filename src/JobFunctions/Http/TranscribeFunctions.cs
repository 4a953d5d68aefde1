using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Document 000: speech to text.</summary>
public sealed class TranscribeFunctions(Api api, JobService jobs, JobFiles files)
{
    private const string JobType = "transcription";

    /// <summary>Submits a job for the form's <c>audio_file</c>; the form's other fields go into its config.</summary>
    [Function("TranscribeSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "transcribe/async")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var job = await SubmitAsync(request, caller, cancellationToken);
            const string route = "transcribe/async";
            request.HttpContext.Response.Headers.Location = $"{request.PathBase}{request.Path.Value![..^route.Length]}jobs/{job.Id}";
            return ApiJson.Result(
                new Submitted(job.Id.ToString(), "Job submitted successfully", JobView.Word(job.Status)), ApiJson.Web.Submitted, 202);
        });

    private Task<Job> SubmitAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken) =>
        new InputSubmit(jobs, files).SubmitAsync(
            async id =>
            {
                var form = await new AudioForm(files).ReadAsync(request, id, cancellationToken);
                var submission = new JobSubmission
                {
                    Name = form.AudioFile,
                    Type = JobType,
                    Config = JsonSerializer.SerializeToElement(form.ToConfig(), JobNodeJson.Default.JsonObject),
                };
                return (submission, true);
            },
            caller,
            cancellationToken);
}
