using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Every line that is logged, of every level and by everybody, with the exceptions.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    private sealed class Logger(CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue($"{formatter(state, exception)} {exception} {exception?.Message} {exception?.StackTrace}");
    }
}
