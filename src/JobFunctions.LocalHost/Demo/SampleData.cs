using System.Globalization;
using System.Text;

namespace JobFunctions.LocalHost.Demo;

/// <summary>
/// Two customer lists of one company, from different systems, and which of their rows are the same person. The same seed always
/// makes the same files.
/// </summary>
/// <param name="File1">Comma-separated, with a byte-order mark; its ids stand in <c>customer_id</c>.</param>
/// <param name="File2">Semicolon-separated, with European numbers and dates; its ids stand in <c>id</c>.</param>
/// <param name="Truth">The pairs of <c>customer_id</c> and <c>id</c> that mean the same person.</param>
internal sealed record SampleData(byte[] File1, byte[] File2, IReadOnlySet<(string Id1, string Id2)> Truth)
{
    public const string Name1 = "demo_crm.csv";
    public const string Name2 = "demo_shop.csv";

    /// <summary>The config of a job that matches the two files.</summary>
    public const string MatchingConfig = $$"""
        {
          "file1": "{{Name1}}",
          "file2": "{{Name2}}",
          "mappings": [
            { "file1_col": "name", "file2_col": "full_name", "match_type": "fuzzy", "use_normalization": true, "weight": 3 },
            { "file1_col": "email", "file2_col": "mail", "match_type": "fuzzy", "use_normalization": true, "weight": 2 },
            { "file1_col": "city", "file2_col": "town", "match_type": "fuzzy", "use_normalization": true, "weight": 1 },
            { "file1_col": "balance", "file2_col": "amount", "match_type": "numeric", "weight": 1 },
            { "file1_col": "customer_since", "file2_col": "since", "match_type": "date", "weight": 1 }
          ],
          "output_cols1": ["customer_id", "name", "email", "city"],
          "output_cols2": ["id", "full_name", "mail", "town"],
          "threshold": 70,
          "generate_unmatched": true
        }
        """;

    private const int Shared = 2400;
    private const int Alone = 600;

    private static readonly DateOnly Founded = new(2009, 1, 1);
    private static readonly CultureInfo European = new("") { NumberFormat = { NumberGroupSeparator = ".", NumberDecimalSeparator = "," } };

    public static SampleData Generate(int seed = 20240229, int rows = Shared + Alone)
    {
        var random = new Random(seed);
        var dirt = new Dirt(random);
        var alone = rows / 5;
        var shared = Enumerable.Range(0, rows - alone).Select(_ => Person(random)).ToList();
        var rows1 = shared.Select((person, i) => (Key: i, Person: dirt.Forget(person))).ToList();
        var rows2 = shared.Select((person, i) => (Key: i, Person: dirt.Forget(dirt.Spoil(person)))).ToList();
        for (var i = 0; i < alone; i++)
        {
            rows1.Add((-1, dirt.Forget(Stranger(shared, random))));
            rows2.Add((-1, dirt.Forget(dirt.Spoil(Stranger(shared, random)))));
        }

        var (order1, order2) = (Shuffled(rows1, random), Shuffled(rows2, random));
        var ids2 = order2.Index().Where(row => row.Item.Key >= 0).ToDictionary(row => row.Item.Key, row => Id2(row.Index));
        var truth = order1.Index().Where(row => row.Item.Key >= 0).Select(row => (Id1(row.Index), ids2[row.Item.Key])).ToHashSet();
        return new SampleData(WriteFile1(order1, random), WriteFile2(order2, random), truth);
    }

    private static Customer Person(Random random)
    {
        var (first, last) = (Pick(SampleNames.First, random), Pick(SampleNames.Last, random));
        return Person(first, last, Pick(SampleNames.Cities, random).Name, random);
    }

    private static Customer Person(string first, string last, string city, Random random) => new(
        first,
        last,
        SampleEmail.Of(first, last, random),
        city,
        Math.Round((decimal)(random.NextDouble() * random.NextDouble() * 20000), 2),
        Founded.AddDays(random.Next(5500)));

    // Some of those that only one system knows are relatives or namesakes of people that both know: the hard cases.
    private static Customer Stranger(List<Customer> known, Random random)
    {
        var like = Pick(known, random);
        return random.Next(100) switch
        {
            < 25 => Person(Pick(SampleNames.First, random), like.Last, like.City, random),
            < 35 => Person(like.First, like.Last, Pick(SampleNames.Cities, random).Name, random),
            _ => Person(random),
        };
    }

    private static byte[] WriteFile1(IEnumerable<(int Key, Customer Person)> rows, Random random)
    {
        var text = new StringBuilder("customer_id,name,email,city,balance,customer_since,notes\r\n");
        foreach (var (i, (_, person)) in rows.Index())
        {
            var balance = person.Balance?.ToString("#,##0.00", CultureInfo.InvariantCulture);
            var since = person.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Line(text, ',', Id1(i), person.Name, person.Email, person.City, balance, since, Pick(SampleNames.Notes, random)).Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static byte[] WriteFile2(IEnumerable<(int Key, Customer Person)> rows, Random random)
    {
        var text = new StringBuilder("id;full_name;mail;town;amount;since;remarks\n");
        foreach (var (i, (_, person)) in rows.Index())
        {
            var amount = person.Balance?.ToString("#,##0.00 €", European);
            var since = person.Since?.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
            Line(text, ';', Id2(i), person.Name, person.Email, person.City, amount, since, Pick(SampleNames.Notes, random)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static StringBuilder Line(StringBuilder text, char separator, params IEnumerable<string?> cells) =>
        text.AppendJoin(separator, cells.Select(cell => Quoted(cell ?? "", separator)));

    private static string Quoted(string cell, char separator) =>
        cell.Contains(separator) || cell.Contains('"') || cell.Contains('\n') ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;

    private static string Id1(int row) => $"C{row + 1:D5}";

    private static string Id2(int row) => $"S{70001 + row}";

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    private static List<T> Shuffled<T>(List<T> rows, Random random)
    {
        T[] order = [.. rows];
        random.Shuffle(order);
        return [.. order];
    }
}
