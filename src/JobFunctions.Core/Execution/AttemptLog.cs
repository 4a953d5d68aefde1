using System.Globalization;
using System.Text;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Execution;

/// <summary>
/// What the handler of one attempt says. Lines gather and are written every few seconds and at the end, so that a handler can say as
/// much as it likes; without a line of its own nothing is written at all. A log is a help, not a result: no trouble with it holds up a job.
/// </summary>
internal sealed class AttemptLog(Job claimed, JobLogs logs, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>How much of an attempt's log is kept; what comes after is left out.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The shortest time between two writes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const int MaxMessage = 4_000;

    /// <summary>How many characters wait, while storage is in trouble or nothing but progress was told.</summary>
    private const int MaxWaiting = 64 * 1024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of a job waits for the last lines.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly Queue<string> _waiting = new();
    private int _waitingCharacters;
    private int _leftOut;
    private string? _lastProgress;
    private DateTimeOffset _progressAt = DateTimeOffset.MinValue;
    private DateTimeOffset _wroteAt = DateTimeOffset.MinValue;
    private Task _writing = Task.CompletedTask;
    private byte[]? _chunk;
    private long _written;
    private bool _isFull;

    /// <summary>Whether the handler said something, so that there may be a blob.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>Writes down a line of the handler's.</summary>
    /// <param name="message">Without secrets.</param>
    public void Say(string message)
    {
        lock (_lock)
        {
            IsWanted = true;
            Add(message);
        }
    }

    /// <summary>Writes down progress, if the handler says something of its own as well. Not every step: those come thick and fast.</summary>
    /// <param name="message">Without secrets.</param>
    public void SayProgress(string message)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (message == _lastProgress || now < _progressAt + ProgressInterval)
                return;
            (_lastProgress, _progressAt) = (message, now);
            Add(message);
        }
    }

    /// <summary>Writes what still waits; nothing is written after that.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        if (!IsWanted)
            return;
        try
        {
            using var over = new CancellationTokenSource(LongestEnd, time);
            await WriteOnceAsync(over.Token);
            await WriteOnceAsync(over.Token);
        }
        catch (Exception trouble)
        {
            Log.JobLogNotWritten(log, claimed.Id, StorageTrouble.Reason(trouble));
        }
    }

    /// <summary>Ends it, if nobody has.</summary>
    public ValueTask DisposeAsync() => new(EndAsync());

    private void Add(string message)
    {
        if (_isFull || _ending.IsCancellationRequested)
            return;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} [{claimed.Attempt}] {Printable(message.Cut(MaxMessage)).ReplaceLineEndings("\n    ")}\n");
        _waiting.Enqueue(line);
        _waitingCharacters += line.Length;
        while (_waitingCharacters > MaxWaiting)
        {
            _waitingCharacters -= _waiting.Dequeue().Length;
            _leftOut++;
        }

        if (IsWanted && _writing.IsCompleted)
            _writing = WriteAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            // Leaves the lock of its caller first.
            await Task.Yield();
            while (true)
            {
                var wait = _wroteAt + Interval - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, _ending.Token);
                await TryWriteAsync();
                lock (_lock)
                {
                    if (_chunk is not null || _waiting.Count > 0)
                        continue;
                    _writing = Task.CompletedTask;
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end writes the rest.
        }
    }

    private async Task TryWriteAsync()
    {
        try
        {
            await WriteOnceAsync(_ending.Token);
        }
        catch (Exception trouble)
        {
            if (!_ending.IsCancellationRequested)
                Log.JobLogNotWritten(log, claimed.Id, StorageTrouble.Reason(trouble));
        }
    }

    private async Task WriteOnceAsync(CancellationToken cancellationToken)
    {
        _wroteAt = time.GetUtcNow();

        // A chunk whose fate is not known is sent again as it was: only so can it be recognised.
        lock (_lock)
            _chunk ??= Take();
        if (_chunk is not { } chunk)
            return;
        await logs.AppendAsync(claimed.Id, claimed.Attempt, _written, chunk, cancellationToken);
        _written += chunk.Length;
        _chunk = null;
    }

    private byte[]? Take()
    {
        if (_waiting.Count == 0)
            return null;
        var text = new StringBuilder();
        if (_leftOut > 0)
            text.Append(CultureInfo.InvariantCulture, $"({_leftOut} lines were left out here)\n");
        _leftOut = 0;
        var room = MaxBytes - _written;
        while (_waiting.TryDequeue(out var line))
        {
            _waitingCharacters -= line.Length;
            room -= Encoding.UTF8.GetByteCount(line);
            if (room < 0)
            {
                _isFull = true;
                _waiting.Clear();
                text.Append(CultureInfo.InvariantCulture, $"(the log ends here: {MaxBytes / 1024} KiB of an attempt are kept)\n");
                break;
            }

            text.Append(line);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // A terminal that shows the log must not take what some input held as an order.
    private static string Printable(string message) => message.Any(IsOrder) ? string.Concat(message.Select(c => IsOrder(c) ? ' ' : c)) : message;

    private static bool IsOrder(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
