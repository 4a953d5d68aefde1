using System.Globalization;

namespace JobFunctions.Core.Jobs;

/// <summary>
/// Which time a job is pending, and a token that no other has. A bell carries it. The number tells an early bell, whose change is
/// still being committed, from a void one; the token tells the winner of two changes that began with the same snapshot.
/// </summary>
/// <param name="Number">1 for a new job; one more each time the job becomes pending.</param>
/// <param name="Token">Random.</param>
public readonly record struct Generation(int Number, string Token)
{
    /// <summary>The generation of a new job.</summary>
    public static Generation First(Randomness random) => new(1, random.NewToken());

    /// <summary>The generation of a job that becomes pending again.</summary>
    public Generation Next(Randomness random) => new(Number + 1, random.NewToken());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out Generation generation)
    {
        generation = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 1 || dot == text!.Length - 1 || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        generation = new Generation(number, text[(dot + 1)..]);
        return true;
    }

    /// <summary>Number, dot, token: as rows, bells and blob names hold it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}.{Token}");
}
