using JobFunctions.Core.Security;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Tests.Security;

/// <summary>An app that would not know its callers does not start, and says why.</summary>
public class AuthOptionsTests
{
    private const string Key = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

    [Theory]
    [InlineData("is not known", "Mode=Open")]
    [InlineData("Auth:Audience is not set", "Mode=Jwt", "Authority=https://issuer")]
    [InlineData("neither Auth:Authority (an issuer) nor Auth:SigningKey", "Mode=Jwt", "Audience=a")]
    [InlineData("is no https address", "Mode=Jwt", "Audience=a", "Authority=http://issuer.example")]
    [InlineData("is no https address", "Mode=Jwt", "Audience=a", "Authority=issuer")]
    [InlineData("Set one of them", "Mode=Jwt", "Audience=a", "Authority=https://issuer", "SigningKey=" + Key)]
    [InlineData("Auth:Issuer is not set", "Mode=Jwt", "Audience=a", "SigningKey=" + Key)]
    [InlineData("at least 32 bytes", "Mode=Jwt", "Audience=a", "Issuer=i", "SigningKey=c2hvcnQ=")]
    [InlineData("at least 32 bytes", "Mode=Jwt", "Audience=a", "Issuer=i", "SigningKey=no base64 at all, however long it may be")]
    [InlineData("not for the cloud", "Mode=Jwt", "Audience=a", "Issuer=i", "SigningKey=" + Key, "WEBSITE_SITE_NAME=app")]
    [InlineData("between 0 and 60 s", "Mode=Jwt", "Audience=a", "Authority=https://issuer", "ClockSkew=00:01:01")]
    [InlineData("ClockSkew", "Mode=Jwt", "Audience=a", "Authority=https://issuer", "ClockSkew=long")]
    [InlineData("must each have a name", "Mode=Jwt", "Audience=a", "Authority=https://issuer", "UserClaim=")]
    [InlineData("everybody could do everything", "Mode=None", "WEBSITE_INSTANCE_ID=app")]
    [InlineData("everybody could do everything", "WEBSITE_SITE_NAME=app")]
    public void A_start_is_refused_with_the_reason(string reason, params string[] settings)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => AuthOptions.Of(Configuration(settings)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("Mode=none")]
    [InlineData("Mode=None", "WEBSITE_SITE_NAME=app", "AllowNoneInCloud=true")]
    [InlineData("Mode=jwt", "Audience=a", "Authority=https://issuer", "WEBSITE_SITE_NAME=app")]
    [InlineData("Mode=Jwt", "Audience=a", "Authority=http://127.0.0.1:5000/tenant")]
    [InlineData("Mode=Jwt", "Audience=a", "Issuer=i", "SigningKey=" + Key)]
    public void Others_are_not(params string[] settings) => AuthOptions.Of(Configuration(settings));

    private static IConfiguration Configuration(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair =>
            KeyValuePair.Create(pair[0].StartsWith("WEBSITE", StringComparison.Ordinal) ? pair[0] : $"Auth:{pair[0]}", (string?)pair[1])))
        .Build();
}
