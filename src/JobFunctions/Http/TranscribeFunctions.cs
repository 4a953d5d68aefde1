using System.Text.Json;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Http;

/// <summary>Document 000: speech to text.</summary>
public sealed class TranscribeFunctions(Api api, JobService jobs, JobFiles files)
{
    private const string JobType = "transcription";
    private const string SubmitRoute = "transcribe/async";

    /// <summary>Submits a job for the form's <c>audio_file</c>; the form's other fields go into its config.</summary>
    [Function("TranscribeSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = SubmitRoute)] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            SubmitAnswer.Of(request, SubmitRoute, await SubmitAsync(request, caller, cancellationToken)));

    private Task<SubmitOutcome> SubmitAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken) =>
        new InputSubmit(jobs, files).SubmitAsync(
            request,
            async (id, digest) =>
            {
                var form = await new AudioForm(files).ReadAsync(request, id, digest, cancellationToken);
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
