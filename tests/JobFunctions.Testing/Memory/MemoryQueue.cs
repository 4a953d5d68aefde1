using System.Globalization;

namespace JobFunctions.Testing.Memory;

/// <summary>A queue: messages by the time from which they can be received.</summary>
internal sealed class MemoryQueue(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MemoryMessage> _messages = [];
    private readonly SortedSet<MemoryMessage> _byTime = new(Comparer<MemoryMessage>.Create((one, other) =>
        (one.VisibleAt, one.Number).CompareTo((other.VisibleAt, other.Number))));

    private long _last;

    public int Count
    {
        get
        {
            lock (_lock)
                return _messages.Count;
        }
    }

    public MemoryMessage Put(string text, TimeSpan hidden)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return Store(new MemoryMessage(++_last, Guid.NewGuid().ToString(), text, now, now + hidden, 0));
        }
    }

    public IReadOnlyList<MemoryMessage> Peek(int number)
    {
        lock (_lock)
            return [.. Visible(number)];
    }

    public IReadOnlyList<MemoryMessage> Receive(int number, TimeSpan hidden)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + hidden;
            return [.. Visible(number).ToList().Select(message => Store(message with { VisibleAt = until, Deliveries = message.Deliveries + 1 }))];
        }
    }

    public MemoryMessage Update(string id, string receipt, TimeSpan hidden, string? text)
    {
        lock (_lock)
        {
            var held = Held(id, receipt);
            return Store(held with { VisibleAt = time.GetUtcNow() + hidden, Text = text ?? held.Text, Changes = held.Changes + 1 });
        }
    }

    public void Delete(string id, string receipt)
    {
        lock (_lock)
        {
            _byTime.Remove(Held(id, receipt));
            _messages.Remove(id);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            _byTime.Clear();
        }
    }

    private IEnumerable<MemoryMessage> Visible(int number)
    {
        var now = time.GetUtcNow();
        return _byTime.TakeWhile(message => message.VisibleAt <= now).Take(number);
    }

    private MemoryMessage Held(string id, string receipt)
    {
        var message = _messages.GetValueOrDefault(id) ?? throw new RefusedException(404, "MessageNotFound");
        return message.Receipt == receipt ? message : throw new RefusedException(400, "PopReceiptMismatch");
    }

    private MemoryMessage Store(MemoryMessage message)
    {
        if (_messages.TryGetValue(message.Id, out var before))
            _byTime.Remove(before);
        _messages[message.Id] = message;
        _byTime.Add(message);
        return message;
    }
}

/// <summary>A message as it is at a moment.</summary>
internal sealed record MemoryMessage(
    long Number, string Id, string Text, DateTimeOffset InsertedAt, DateTimeOffset VisibleAt, int Deliveries, int Changes = 0)
{
    /// <summary>Every delivery and change has its own.</summary>
    public string Receipt => string.Create(CultureInfo.InvariantCulture, $"{Number}.{Deliveries}.{Changes}");
}
