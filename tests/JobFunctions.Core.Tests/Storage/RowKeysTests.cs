using CsCheck;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Tests.Storage;

public class RowKeysTests
{
    [Fact]
    public void Two_names_never_become_one_and_no_name_leaves_its_part() => Gen.Select(Gen.String, Gen.String).Sample((one, other) =>
    {
        var escaped = RowKeys.Escape(one);
        return (one == other || escaped != RowKeys.Escape(other) || HasLoneSurrogate(one) || HasLoneSurrogate(other))
            && escaped.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '@' or '=');
    });

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.")]
    [InlineData(".a")]
    public void No_name_begins_or_ends_with_a_dot(string name)
    {
        var escaped = RowKeys.Escape(name);

        Assert.False(escaped.StartsWith('.') || escaped.EndsWith('.'));
        Assert.Equal(name, RowKeys.Unescape(escaped));
    }

    [Theory]
    [InlineData("ann@example.org")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("Ünïcödé/..\\#?_~=%41")]
    public void An_escaped_name_can_be_read_again(string name) => Assert.Equal(name, RowKeys.Unescape(RowKeys.Escape(name)));

    [Fact]
    public void Jobs_sort_newest_first()
    {
        var older = JobId.New(Make.Start, 0, Guid.NewGuid());
        var newer = JobId.New(Make.Start.AddMilliseconds(1), 0, Guid.NewGuid());

        Assert.True(string.CompareOrdinal(RowKeys.Job(newer), RowKeys.Job(older)) < 0);
    }

    [Fact]
    public void Waiting_jobs_sort_by_due_time_and_ended_ones_newest_first()
    {
        var sooner = Make.Job();
        var later = sooner with { DueAt = sooner.DueAt.AddMilliseconds(1) };
        Assert.True(string.CompareOrdinal(RowKeys.Status(sooner), RowKeys.Status(later)) < 0);

        var ended = Make.Job(JobStatus.Failed);
        var endedLater = ended with { EndedAt = ended.EndedAt!.Value.AddMilliseconds(1) };
        Assert.True(string.CompareOrdinal(RowKeys.Status(endedLater), RowKeys.Status(ended)) < 0);
    }

    [Fact]
    public void The_range_of_a_prefix_holds_its_keys_and_no_other_owners()
    {
        var key = RowKeys.Owner(Make.Job(owner: "ann"));
        Assert.True(InRange(key, RowKeys.OwnerPrefix("ann")));
        Assert.False(InRange(RowKeys.Owner(Make.Job(owner: "ann_b")), RowKeys.OwnerPrefix("ann")));
        Assert.False(InRange(RowKeys.Owner(Make.Job(owner: "ann b")), RowKeys.OwnerPrefix("ann")));

        static bool InRange(string key, string prefix) =>
            string.CompareOrdinal(key, prefix) > 0 && string.CompareOrdinal(key, prefix + RowKeys.End) < 0;
    }

    [Theory]
    [InlineData(0, "000")]
    [InlineData(1023, "3ff")]
    public void A_partition_names_its_shard(int shard, string partition)
    {
        Assert.Equal(partition, RowKeys.Partition(shard));
        Assert.Equal(shard, RowKeys.ShardOf(partition));
    }

    private static bool HasLoneSurrogate(string text) => text.Any(char.IsSurrogate);
}
