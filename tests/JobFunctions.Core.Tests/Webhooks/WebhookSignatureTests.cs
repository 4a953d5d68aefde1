using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Tests.Webhooks;

public class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // Computed by another implementation: Python's hmac, over "id.timestamp.body".
    [Fact]
    public void A_signature_is_what_another_implementation_computes() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""", [Secret]));

    [Theory]
    [InlineData(Secret, true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_not base64", false)]
    [InlineData("", false)]
    public void A_secret_has_a_prefix_and_enough_bytes(string text, bool valid) => Assert.Equal(valid, WebhookSignature.IsSecret(text));

    [Fact]
    public void A_secret_has_sixty_four_bytes_at_most()
    {
        Assert.True(WebhookSignature.IsSecret("whsec_" + Convert.ToBase64String(new byte[64])));
        Assert.False(WebhookSignature.IsSecret("whsec_" + Convert.ToBase64String(new byte[65])));
        Assert.False(WebhookSignature.IsSecret("whsec_" + Convert.ToBase64String(new byte[1000])));
        Assert.True(WebhookSignature.IsSecret(WebhookSignature.NewSecret()));
    }
}
