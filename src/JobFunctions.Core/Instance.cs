using JobFunctions.Core.Jobs;

namespace JobFunctions.Core;

/// <summary>This process. Its id is new at each start: an earlier life under the same name may still have a write under way.</summary>
/// <param name="Name">What an operator calls it (<c>--process-id</c>); the machine's name by default.</param>
/// <param name="Id">The name and a token.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record Instance(string Name, string Id, DateTimeOffset StartedAt)
{
    private const int MaxName = 60;

    /// <summary>Makes the instance of this process.</summary>
    public static Instance Start(string? name, Randomness random, TimeProvider time)
    {
        var given = string.IsNullOrWhiteSpace(name) ? Environment.MachineName : name;
        var plain = string.Concat(given.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-').Take(MaxName));
        return new Instance(plain, $"{plain}.{random.NewToken()[..8]}", time.GetUtcNow());
    }
}
