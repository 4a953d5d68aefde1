using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Http;

/// <summary>Submits a job whose inputs are stored first, under its id.</summary>
internal sealed class InputSubmit(JobService jobs, JobFiles files)
{
    /// <param name="read">Stores the inputs under the id and says what shall be done, and whether there were any inputs.</param>
    /// <param name="caller">Whose job it becomes.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    public async Task<Job> SubmitAsync(
        Func<JobId, Task<(JobSubmission Submission, bool HasInputs)>> read, Caller caller, CancellationToken cancellationToken)
    {
        var id = jobs.NewId();
        var mayExist = false;
        try
        {
            var (submission, hasInputs) = await read(id);
            mayExist = true;
            return await jobs.SubmitAsync(id, submission, hasInputs, caller, cancellationToken);
        }
        catch (Exception refused) when (!mayExist || refused is InvalidRequestException or ForbiddenException or TooManyRequestsException)
        {
            // There is no job, so nobody else would remove what has been stored. After any other error there may be one.
            await files.TryRemoveAllAsync(id);
            throw;
        }
    }
}
