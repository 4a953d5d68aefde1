using System.Text;

namespace JobFunctions.LocalHost.Demo;

/// <summary>Spoils a record the way a second system, with other clerks and other rules, would have stored it.</summary>
internal sealed class Dirt(Random random)
{
    private const string Keyboard = "qwertyuiopasdfghjklzxcvbnm";

    private static readonly Dictionary<char, string> Ascii =
        ("äae öoe üue ßss ée èe êe ëe áa ãa çc ñn íi ïi óo øo åa æae "
            + "łl śs ńn ąa řr ýy šs čc žz ıi ÉE ÅA ÖOe ØO ŁL ŽZ ČC ÇC ŞS ễe ầa ạa źz")
        .Split(' ')
        .ToDictionary(pair => pair[0], pair => pair[1..]);

    public Customer Spoil(Customer clean) => clean with
    {
        Name = Case(Name(clean)),
        Email = Email(clean),
        City = City(clean.City),
        Balance = Balance(clean.Balance),
        Since = Since(clean.Since),
    };

    /// <summary>Empties cells, as happens in either system.</summary>
    public Customer Forget(Customer customer) => customer with
    {
        Email = Chance(15) ? "" : customer.Email,
        City = Chance(6) ? "" : customer.City,
        Balance = Chance(7) ? null : customer.Balance,
        Since = Chance(9) ? null : customer.Since,
    };

    /// <summary>Spells a text as a keyboard without the letters would.</summary>
    public static string WithoutDiacritics(string text) =>
        text.Aggregate(new StringBuilder(), (result, c) => result.Append(Ascii.GetValueOrDefault(c, c.ToString()))).ToString();

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Name(Customer person)
    {
        var first = Chance(9) ? $"{person.First[0]}." : person.First;
        first = Chance(7) ? $"{first} {(char)('A' + random.Next(26))}." : first;
        first = Chance(3) ? $"Dr. {first}" : first;
        var last = Chance(3) ? SampleNames.Last[random.Next(SampleNames.Last.Length)] : person.Last;
        if (Chance(15))
            last = Typo(last);
        if (Chance(10))
            first = Typo(first);
        var name = Chance(25) ? $"{last}, {first}" : Chance(6) ? $"{first}  {last} " : $"{first} {last}";
        return Chance(45) ? WithoutDiacritics(name) : name;
    }

    private string Case(string name) => random.Next(100) switch
    {
        < 12 => name.ToUpperInvariant(),
        < 20 => name.ToLowerInvariant(),
        _ => name,
    };

    private string Email(Customer person) => random.Next(100) switch
    {
        < 14 => SampleEmail.Of(person.First, person.Last, random),
        < 19 => Typo(person.Email),
        < 30 => person.Email.ToUpperInvariant(),
        _ => person.Email,
    };

    private string City(string city) => random.Next(100) switch
    {
        < 12 => SampleNames.Cities.First(known => known.Name == city).Other,
        < 19 => Typo(city),
        < 27 => SampleNames.Cities[random.Next(SampleNames.Cities.Length)].Name,
        < 37 => city.ToUpperInvariant(),
        _ => city,
    };

    private decimal? Balance(decimal? balance) => random.Next(100) switch
    {
        < 15 => Math.Round(balance!.Value * (decimal)(0.97 + 0.06 * random.NextDouble()), 2),
        < 25 => Math.Round(balance!.Value),
        < 40 => Math.Round((decimal)(random.NextDouble() * 5000), 2),
        _ => balance,
    };

    private DateOnly? Since(DateOnly? since) => random.Next(100) switch
    {
        < 12 => since!.Value.AddDays(random.Next(-3, 4)),
        < 21 => since!.Value.AddDays(random.Next(-400, 400)),
        _ => since,
    };

    private string Typo(string text)
    {
        if (text.Length < 3)
            return text;
        var at = random.Next(1, text.Length - 1);
        var key = Keyboard[random.Next(Keyboard.Length)];
        return random.Next(4) switch
        {
            0 => text[..at] + key + text[(at + 1)..],
            1 => text[..at] + key + text[at..],
            2 => text[..at] + text[(at + 1)..],
            _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
        };
    }
}
