using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class ErrorFingerprintTests
{
    [Theory]
    [InlineData("There is no input file 'a.csv'", "There is no input file 'the other.csv'")]
    [InlineData("Column \"id\" has 3 values", "Column \"name\" has 41,125 values")]
    [InlineData("Attempt 1 failed as asked", "Attempt 12 failed as asked")]
    [InlineData("The job 550e8400-e29b-41d4-a716-446655440000 left no file", "The job 6ba7b810-9dad-11d1-80b4-00c04fd430c8 left no file")]
    [InlineData("Commit 3f2a9bc1d failed at 0x7ffe12", "Commit 91c3d04ee failed at 0x00aa12")]
    [InlineData("Request 01HXYZABCDEFGHJKMNPQRS\n timed out", "Request 01J0000CDEFGHJKMNPQRST timed  out")]
    [InlineData("Line 3: the host's clock is off by -2.5 s", "Line 18: the host's clock is off by 17 s")]
    public void What_differs_from_job_to_job_does_not_count(string one, string other) =>
        Assert.Equal(ErrorFingerprint.Of("noop", "Error", one), ErrorFingerprint.Of("noop", "Error", other));

    [Theory]
    [InlineData("noop", "Error", "There is an input file 'a.csv'")]
    [InlineData("noop", "Other", "There is no input file 'a.csv'")]
    [InlineData("function", "Error", "There is no input file 'a.csv'")]
    [InlineData("noop", "Error", "There is no input file")]
    public void What_is_another_error_has_another_one(string jobType, string errorType, string message) =>
        Assert.NotEqual(ErrorFingerprint.Of("noop", "Error", "There is no input file 'a.csv'"), ErrorFingerprint.Of(jobType, errorType, message));

    /// <summary>Callers keep it: it is the same in every version and process.</summary>
    [Fact]
    public void It_never_changes() => Assert.Equal("5e59bdde954328c5", ErrorFingerprint.Of("noop", "InvalidOperationException", "Attempt 1 failed as asked"));

    [Fact]
    public void A_message_of_any_length_is_read_at_once()
    {
        var message = string.Concat(Enumerable.Repeat("'\"`a1-", 400));
        Assert.True(ErrorFingerprint.IsOne(ErrorFingerprint.Of("noop", "Error", message)));
    }
}
