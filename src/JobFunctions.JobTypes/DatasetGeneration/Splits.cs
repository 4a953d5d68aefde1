namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Deals groups out to splits: in an order that the seed makes, each to the split that lacks most.</summary>
internal static class Splits
{
    /// <summary>The splits' names, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Names { get; } = ["train", "validation", "test"];

    /// <summary>The number of the split of each group, by the group's first row.</summary>
    public static Dictionary<int, int> Deal(IReadOnlyList<(int First, ulong Key, int Rows)> groups, SplitShares shares, int seed)
    {
        var all = groups.Sum(group => (long)group.Rows);
        var lacking = shares.All.Select(share => share / shares.All.Sum() * all).ToArray();
        var hands = shares.All.Select(_ => new List<(int First, ulong Key, int Rows)>()).ToList();
        foreach (var group in groups.OrderBy(group => StableHash.Of($"{group.Key:x}", seed)).ThenBy(group => group.First))
        {
            var split = Array.IndexOf(lacking, lacking.Max());
            lacking[split] -= group.Rows;
            hands[split].Add(group);
        }

        FillEmpty(hands, shares);
        return hands.Index().SelectMany(hand => hand.Item.Select(group => (group.First, hand.Index))).ToDictionary();
    }

    /// <summary>A few large groups can leave a split without any: it then gets the smallest of the one that has most.</summary>
    private static void FillEmpty(List<List<(int First, ulong Key, int Rows)>> hands, SplitShares shares)
    {
        foreach (var (split, hand) in hands.Index())
        {
            var giver = hands.MaxBy(other => other.Count)!;
            if (hand.Count > 0 || shares.All[split] == 0 || giver.Count < 2)
                continue;
            var smallest = giver.MinBy(group => group.Rows);
            giver.Remove(smallest);
            hand.Add(smallest);
        }
    }
}
