using Azure;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Whether the service can work: tables, queues and blobs answer.</summary>
/// <param name="account">What is asked.</param>
/// <param name="state">A row that everybody reads.</param>
/// <param name="time">What time it is.</param>
public sealed class Readiness(StorageAccount account, ServiceState state, TimeProvider time)
{
    /// <summary>Anybody may ask, as often as he likes: an answer serves all for so long.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    /// <summary>A part that takes longer can't serve requests either.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private (Task<IReadOnlyDictionary<string, string>> Parts, long At)? _known;

    /// <summary>What <see cref="LookAsync"/> says of a part that answers.</summary>
    public const string Ok = "ok";

    /// <summary>Each part of storage with <see cref="Ok"/> or what is wrong with it.</summary>
    public Task<IReadOnlyDictionary<string, string>> LookAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_known is not { } known || time.GetElapsedTime(known.At) >= KnownFor)
                _known = known = (AskAsync(), time.GetTimestamp());

            // Others wait for the same answer: whoever leaves takes only himself along.
            return known.Parts.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> AskAsync()
    {
        (string Name, Func<CancellationToken, Task> Ask)[] parts =
        [
            ("tables", state.SettingsAsync),
            ("queues", stop => account.Queues.GetQueueClient(Lanes.Normal).GetPropertiesAsync(stop)),
            ("blobs", stop => account.JobBlobs.GetPropertiesAsync(cancellationToken: stop)),
        ];
        var answers = await Task.WhenAll(parts.Select(part => AskAsync(part.Ask)));
        return parts.Zip(answers).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    private async Task<string> AskAsync(Func<CancellationToken, Task> ask)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            await ask(limit.Token);
            return Ok;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {Patience.TotalSeconds:0} seconds";
        }
        catch (RequestFailedException refused)
        {
            // The code alone: the message may tell addresses, and anybody may ask.
            return refused.Status == 0 ? "can't be reached" : $"answers {refused.Status} {refused.ErrorCode}".TrimEnd();
        }
        catch (Exception trouble)
        {
            return trouble.GetType().Name;
        }
    }
}
