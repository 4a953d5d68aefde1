namespace JobFunctions.LocalHost.Demo;

/// <summary>Makes mail addresses the way people choose them.</summary>
internal static class SampleEmail
{
    public static string Of(string first, string last, Random random)
    {
        var (given, family) = (Letters(first), Letters(last));
        var user = random.Next(5) switch
        {
            0 => $"{given}.{family}",
            1 => $"{given[0]}{family}",
            2 => $"{given}{random.Next(60, 100)}",
            3 => $"{family}.{given}{random.Next(1, 30)}",
            _ => $"{given}_{family}",
        };
        return $"{user}@{SampleNames.MailHosts[random.Next(SampleNames.MailHosts.Length)]}";
    }

    private static string Letters(string name)
    {
        var letters = string.Concat(Dirt.WithoutDiacritics(name).Where(char.IsAsciiLetter));
        return letters.ToLowerInvariant();
    }
}
