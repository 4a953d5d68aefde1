using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Uniqueness;

public class JobKeyTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": {"c": [1, 2], "d": "ä"}}""", """{"b":{"d":"\u00e4","c":[1,2]},"a":1}""", true)]
    [InlineData("""{"a": [1, 2]}""", """{"a": [2, 1]}""", false)]
    [InlineData("""{"a": "1"}""", """{"a": 1}""", false)]
    [InlineData("""{"a": null}""", "{}", false)]
    [InlineData("""{"a": [[1], 2]}""", """{"a": [[1, 2]]}""", false)]
    [InlineData("""{"a": "b\",\"c\":\"d"}""", """{"a": "b", "c": "d"}""", false)]
    public void A_config_is_the_same_whatever_the_order_of_its_members(string one, string other, bool same) =>
        Assert.Equal(same, Of("ann", "noop", one) == Of("ann", "noop", other));

    [Fact]
    public void Owner_type_and_config_tell_jobs_apart_and_don_t_run_into_each_other()
    {
        string[] keys = [Of("ann", "noop", "{}"), Of("ben", "noop", "{}"), Of("ann", "other", "{}"), Of("an", "nnoop", "{}")];
        Assert.Distinct(keys);
    }

    [Fact]
    public void Keys_spread_over_all_shards() =>
        Assert.Equal(16, Enumerable.Range(0, 1_000).Select(i => JobKey.Shard(JobKey.Of($"{i}"), 16)).Distinct().Count());

    private static string Of(string owner, string type, string config) => JobKey.OfUnique(owner, type, JsonDocument.Parse(config).RootElement);
}
