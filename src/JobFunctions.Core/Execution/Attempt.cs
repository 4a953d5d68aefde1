using JobFunctions.Core.Jobs;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Execution;

/// <summary>
/// One execution of a job, and the only writer of its row while it runs: progress and the end are committed one after the other,
/// each fenced by the row's version. When somebody else has changed the job (a cancel, a reset), the attempt has lost it: its
/// token fires, and what it still has to say is thrown away.
/// </summary>
internal sealed class Attempt : IAsyncDisposable
{
    private readonly IJobStore _store;
    private readonly Admission _admission;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly Randomness _random;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _leaseOver = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private Job _job;
    private JobReport? _report;
    private Task _writing = Task.CompletedTask;
    private DateTimeOffset _lastWrite = DateTimeOffset.MinValue;

    public Attempt(
        Job claimed, Slot? slot, IJobStore store, Admission admission, JobOptions options, TimeProvider time, Randomness random, ILogger log) =>
        (_job, Generation, Slot, _store, _admission, _options, _time, _random, _log) =
        (claimed, claimed.Generation, slot, store, admission, options, time, random, log);

    public JobId Id => _job.Id;

    /// <summary>The generation of the job that it runs.</summary>
    public Generation Generation { get; }

    /// <summary>The job as this attempt last wrote it.</summary>
    public Job Job => _job;

    /// <summary>Whether the job is still this attempt's, as far as is known here.</summary>
    public bool HoldsJob => !_lost.IsCancellationRequested;

    /// <summary>What lets it run under the limits; null where there are none.</summary>
    public Slot? Slot { get; }

    /// <summary>What the handler says.</summary>
    public required AttemptLog HandlerLog { get; init; }

    /// <summary>Strikes the job's secrets out.</summary>
    public Redactor Redactor { get; set; } = Redactor.None;

    /// <summary>Fires when the job is no longer this attempt's.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Fires when this instance can't renew its lease, so that the slot may soon be another's.</summary>
    public CancellationToken LeaseOver => _leaseOver.Token;

    /// <summary>Whether the handler may still be at work.</summary>
    public bool IsHandlerRunning { get; private set; } = true;

    /// <summary>The handler has returned.</summary>
    public void HandlerReturned() => IsHandlerRunning = false;

    /// <summary>Stops the handler, since the lease is over.</summary>
    public void EndLease() => _ = FireAsync(_leaseOver);

    /// <summary>Notes how far the work is; a write follows when the last one is long enough ago, with the latest word.</summary>
    public void Report(JobReport report)
    {
        lock (_lock)
        {
            _report = report;
            if (_writing.IsCompleted && !_ending.IsCancellationRequested)
                _writing = WriteReportAsync();
        }
    }

    /// <summary>Looks whether the job is still this attempt's.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RereadAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Commits the end of the attempt. Trouble is waited out, whatever it is, since giving up would leave a job that nobody runs
    /// under a lease that this process keeps renewing.
    /// </summary>
    /// <returns>False when the job was lost.</returns>
    public async Task<bool> EndAsync(Func<Job, Job> end)
    {
        await _ending.CancelAsync();
        await _writing;
        await _turn.WaitAsync();
        try
        {
            var (rung, rejected) = (false, false);
            for (var tries = 1; !_lost.IsCancellationRequested; tries++)
            {
                try
                {
                    var before = _job;
                    var after = end(_report is { } report ? report.On(before) : before);
                    if (after.Status == JobStatus.Pending && !rung)
                    {
                        await _admission.LetStartAsync(after, CancellationToken.None);
                        rung = true;
                    }

                    _job = await _store.UpdateAsync(before, after);
                    return true;
                }
                catch (JobConflictException)
                {
                    await TryRereadAsync();
                }
                catch (Exception refused) when (!rejected && StorageTrouble.Refusal(refused) is { } reason)
                {
                    // What the handler left can't be stored as it is: that it can't be is stored instead.
                    rejected = true;
                    var error = new JobError("ResultNotStored", $"The result of the attempt could not be stored: {reason}", null);
                    var now = _time.GetUtcNow();
                    end = job => job.Fail(error, permanent: true, TimeSpan.Zero, job.Generation, now);
                }
                catch (Exception trouble)
                {
                    Log.EndDelayed(_log, Id, tries, StorageTrouble.Reason(trouble));
                    await Task.Delay(StorageTrouble.Pause.Delay(tries, _random.NextDouble()), _time);
                    await TryRereadAsync();
                }
            }

            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    // The semaphore and the sources hold nothing that needs freeing, and a signal may still look at this attempt.
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        await HandlerLog.DisposeAsync();
    }

    private async Task WriteReportAsync()
    {
        try
        {
            // Leaves the lock of its caller first.
            await Task.Yield();
            while (true)
            {
                var wait = _lastWrite + _options.ProgressInterval - _time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, _time, _ending.Token);
                await WriteOnceAsync();
                lock (_lock)
                {
                    if (_report is not null && !_ending.IsCancellationRequested)
                        continue;
                    _writing = Task.CompletedTask;
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end carries the latest report.
        }
    }

    private async Task WriteOnceAsync()
    {
        await _turn.WaitAsync(_ending.Token);
        try
        {
            JobReport? report;
            lock (_lock)
                (report, _report) = (_report, null);
            _lastWrite = _time.GetUtcNow();
            var before = _job;
            var after = report!.On(before);
            if (after != before && !_lost.IsCancellationRequested)
                _job = await _store.UpdateAsync(before, after);
        }
        catch (JobConflictException)
        {
            await TryRereadAsync();
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            // Progress is not worth a try of its own: the next report comes.
            Log.ProgressNotWritten(_log, Id, trouble);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TryRereadAsync()
    {
        try
        {
            await RereadAsync(CancellationToken.None);
        }
        catch (Exception trouble)
        {
            Log.ProgressNotWritten(_log, Id, trouble);
        }
    }

    private async Task RereadAsync(CancellationToken cancellationToken)
    {
        var stored = await _store.FindAsync(Id, cancellationToken);
        if (stored is { Status: JobStatus.Running } && stored.Attempt == _job.Attempt && stored.Generation == _job.Generation)
            _job = stored;
        else if (!_lost.IsCancellationRequested)
            _ = FireAsync(_lost);
    }

    // Not awaited: what a handler does when its token fires must not hold whoever looks at this attempt.
    private async Task FireAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (AggregateException thrown)
        {
            Log.HandlerThrewAtCancel(_log, Id, Redactor.Redact(thrown));
        }
    }
}
