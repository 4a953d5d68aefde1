using System.Net;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Secrets;

namespace JobFunctions.Core.Tests.Secrets;

public class RedactorTests
{
    private const string Secret = "pä$s \"word\"/+1";

    private static readonly Redactor Redactor = Redactor.Of([Secret, "12345", "abc", "abcdef"]);

    public static TheoryData<string> Forms =>
    [
        Secret,
        JsonSerializer.Serialize(Secret).Trim('"'),
        Uri.EscapeDataString(Secret),
        WebUtility.UrlEncode(Secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_struck_out_however_it_is_written(string form) => Assert.Equal("<[redacted]>", Redactor.Redact($"<{form}>"));

    [Fact]
    public void A_longer_secret_leaves_no_end_behind() => Assert.Equal("[redacted]", Redactor.Redact("abcdef"));

    [Fact]
    public void Json_stays_json()
    {
        var json = JsonElement.Parse("""{"abc": [1, 1234567, true, null, {"x": "y abc"}], "ok": 1.5}""");

        Assert.Equal("""{"[redacted]":[1,"[redacted]67",true,null,{"x":"y [redacted]"}],"ok":1.5}""", Redactor.Redact(json).GetRawText());
    }

    [Fact]
    public void An_exception_shows_nothing_on_any_way()
    {
        var thrown = Record.Exception((Action)(() => throw new InvalidOperationException(Secret, new IOException("abc"))))!;
        var redacted = Redactor.Redact(thrown);

        Assert.DoesNotContain(Secret, redacted.ToString() + redacted.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", redacted.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(RedactorTests), redacted.ToString(), StringComparison.Ordinal);
        Assert.Null(redacted.InnerException);
        Assert.Same(thrown, Redactor.None.Redact(thrown));
    }
}
