using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Outgoing;

/// <summary>
/// Tries a call again within one attempt of a job, for handlers that make many: without it one lost answer would repeat all the others.
/// </summary>
/// <param name="client">Makes the calls.</param>
/// <param name="time">Waits between them.</param>
/// <param name="random">Spreads them.</param>
public sealed class OutgoingRetries(OutgoingClient client, TimeProvider time, Randomness random)
{
    private const int Tries = 4;

    // A longer pause is better spent without an attempt that holds a lease.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly RetryPolicy Pause = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));

    /// <summary>Makes a call until it has an answer that is not transient, and reads that.</summary>
    /// <param name="request">The call; it must bear to be made more than once.</param>
    /// <param name="read">Reads the answer, of whatever status; what breaks off is tried again.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TransientJobException">The other side is in trouble for longer.</exception>
    public async Task<T> SendAsync<T>(
        OutgoingRequest request, Func<OutgoingAnswer, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            string trouble;
            TimeSpan? asked = null;
            try
            {
                using var answer = await client.SendAsync(request, cancellationToken);
                if (!answer.IsTransient)
                    return await read(answer, cancellationToken);
                (trouble, asked) = ($"answered {answer.StatusLine}", answer.RetryAfter);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or TimeoutException)
            {
                trouble = $"did not answer ({broken.GetBaseException().Message})";
            }

            var backoff = Pause.Delay(tries, random.NextDouble());
            var pause = asked > backoff ? asked.Value : backoff;
            if (tries == Tries || pause > LongestWait)
                throw new TransientJobException($"'{request.Address.Host}' {trouble}, {tries} times", asked);
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
