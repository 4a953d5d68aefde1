using System.Buffers;
using System.Text;

namespace JobFunctions.JobTypes.Inputs;

/// <summary>
/// Reads a text line by line. A line is cut at a length that fits into memory, so a file without a line break can't exhaust the
/// process.
/// </summary>
internal sealed class TextLines(Stream stream) : IDisposable
{
    /// <summary>The longest line that is returned in one piece, in characters.</summary>
    public const int MaxLine = 4 << 20;

    private const int BufferChars = 32 << 10;

    // Wrong bytes are told, not replaced: a text in another encoding would become nonsense without anybody noticing.
    private readonly StreamReader _reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), true, BufferChars, leaveOpen: true);

    private readonly StringBuilder _line = new();
    private readonly long? _length = stream.CanSeek ? stream.Length : null;
    private char[] _buffer = ArrayPool<char>.Shared.Rent(BufferChars);
    private int _at;
    private int _end;
    private bool _afterReturn;

    /// <summary>Whether the line that was read last goes on in the next one.</summary>
    public bool LineWasCut { get; private set; }

    /// <summary>How far the text is read, 0 to 1; 0 where its length is not known.</summary>
    public double Part => _length is > 0 and var length ? Math.Min(1, (double)stream.Position / length) : 0;

    /// <summary>The next line without its end, or null at the end of the text.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="maxLine">Where to cut.</param>
    /// <exception cref="InvalidDataException">This is no text.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken, int maxLine = MaxLine)
    {
        _line.Clear();
        LineWasCut = false;
        var some = false;
        while (true)
        {
            if (_at == _end && !await FillAsync(cancellationToken))
                return some ? _line.ToString() : null;
            if (_afterReturn && _buffer[_at] == '\n')
            {
                _afterReturn = false;
                _at++;
                continue;
            }

            _afterReturn = false;
            some = true;
            var rest = _buffer.AsSpan(_at, Math.Min(_end - _at, maxLine - _line.Length));
            var stop = rest.IndexOfAny('\n', '\r');
            _line.Append(stop < 0 ? rest : rest[..stop]);
            if (stop >= 0)
            {
                _afterReturn = rest[stop] == '\r';
                _at += stop + 1;
                return _line.ToString();
            }

            _at += rest.Length;
            if (_line.Length == maxLine)
            {
                LineWasCut = true;
                return _line.ToString();
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            _at = 0;
            _end = await _reader.ReadAsync(_buffer, cancellationToken);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InvalidDataException("is not valid UTF-8. Save it as UTF-8 and upload it again", wrong);
        }

        if (_buffer.AsSpan(0, _end).Contains('\0'))
            throw new InvalidDataException("is no text: it has zero bytes");
        return _end > 0;
    }
}
