using Microsoft.ML.Tokenizers;

namespace JobFunctions.JobTypes.DocumentProcessing.Chunking;

/// <summary>Counts tokens as a family of language models does. A vocabulary is loaded once, when it is first needed.</summary>
internal sealed class TokenCounter
{
    private static readonly Dictionary<string, Lazy<TokenCounter>> ByEncoding = new[] { "o200k_base", "cl100k_base" }
        .ToDictionary(name => name, name => new Lazy<TokenCounter>(() => new TokenCounter(TiktokenTokenizer.CreateForEncoding(name))));

    private readonly TiktokenTokenizer _tokenizer;

    private TokenCounter(TiktokenTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>The encodings there are.</summary>
    public static IReadOnlyCollection<string> Encodings => ByEncoding.Keys;

    public static TokenCounter Of(string encoding) => ByEncoding[encoding].Value;

    public int Count(string text) => _tokenizer.CountTokens(text);

    /// <summary>How many characters at the beginning of a text have no more than so many tokens; at least one.</summary>
    public int Fit(string text, int tokens)
    {
        var end = _tokenizer.GetIndexByTokenCount(text, tokens, out _, out _);
        return Math.Max(1, end);
    }
}
