using CsCheck;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class JobIdTests
{
    private static readonly Gen<(long Time, int Shard, Guid Random)> Parts =
        Gen.Select(Gen.Long[0, 253_402_300_799_999], Gen.Int[0, JobId.MaxShards - 1], Gen.Guid);

    [Fact]
    public void An_id_carries_its_time_and_shard() => Parts.Sample(parts =>
    {
        var id = JobId.New(DateTimeOffset.FromUnixTimeMilliseconds(parts.Time), parts.Shard, parts.Random);
        return id.UnixMilliseconds == parts.Time && id.Shard == parts.Shard;
    });

    [Fact]
    public void An_id_is_a_UUID_of_version_7() => Parts.Sample(parts =>
    {
        var uuid = Guid.Parse(JobId.New(DateTimeOffset.FromUnixTimeMilliseconds(parts.Time), parts.Shard, parts.Random).ToString());
        return uuid.Version == 7 && uuid.Variant is >= 8 and <= 11;
    });

    [Fact]
    public void What_an_id_writes_it_reads() => Parts.Sample(parts =>
    {
        var id = JobId.New(DateTimeOffset.FromUnixTimeMilliseconds(parts.Time), parts.Shard, parts.Random);
        return JobId.Parse(id.ToString()) == id && JobId.Parse("job_" + id) == id && JobId.Parse(id.ToKey()) == id;
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc-123")]
    [InlineData("job_invalid_id")]
    [InlineData("{550e8400-e29b-41d4-a716-446655440000}")]
    [InlineData("job_job_550e8400-e29b-41d4-a716-446655440000")]
    public void Anything_else_is_no_id(string? text) => Assert.False(JobId.TryParse(text, out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(JobId.MaxShards)]
    public void A_shard_has_ten_bits(int shard) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JobId.New(DateTimeOffset.UnixEpoch, shard, Guid.Empty));
}
