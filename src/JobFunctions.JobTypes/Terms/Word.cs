namespace JobFunctions.JobTypes.Terms;

/// <summary>A word of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, excluded.</param>
/// <param name="Normal">What it is compared by: lower case, singular.</param>
/// <param name="JoinsLast">Whether nothing but one space, line break or hyphen stands between it and the word before.</param>
/// <param name="IsProse">Whether it is no part of a path, an address or an expression, which touch their neighbours.</param>
internal readonly record struct Word(int Start, int End, string Normal, bool JoinsLast, bool IsProse);
