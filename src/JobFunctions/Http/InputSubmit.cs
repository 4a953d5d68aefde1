using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>Submits a job whose inputs are stored first, under its id.</summary>
internal sealed class InputSubmit(JobService jobs, JobFiles files)
{
    /// <param name="request">The submit.</param>
    /// <param name="read">
    /// Stores the inputs under the id, tells the digest of everything that arrives, if there is one, and says what shall be done and whether
    /// there were any inputs.
    /// </param>
    /// <param name="caller">Whose job it becomes.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    public async Task<SubmitOutcome> SubmitAsync(
        HttpRequest request, Func<JobId, PartsDigest?, Task<(JobSubmission Submission, bool HasInputs)>> read, Caller caller, CancellationToken cancellationToken)
    {
        var key = IdempotencyHeader.Read(request, caller);
        var id = jobs.NewId(key);
        var mayExist = false;
        try
        {
            using var digest = key is null ? null : new PartsDigest(request.Path);
            var (submission, hasInputs) = await read(id, digest);
            if (key is not null)
                submission = submission with { Idempotency = new IdempotencyKey(key, digest!.End()) };
            mayExist = true;
            return await jobs.SubmitAsync(id, submission, hasInputs, caller, cancellationToken);
        }
        catch (Exception refused) when (!mayExist || refused is InvalidRequestException or ForbiddenException or TooManyRequestsException or IdempotencyKeyReusedException)
        {
            // There is no job, so nobody else would remove what has been stored. After any other error there may be one.
            await files.RemoveAllAsync(id, CancellationToken.None);
            throw;
        }
    }
}
