using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Secrets;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Tests.Secrets;

public class SecretSealTests
{
    private const string OldKey = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
    private const string NewKey = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

    private static readonly JobId Job = JobId.New(Make.Start, 0, Guid.NewGuid());
    private static readonly Dictionary<string, string> Secrets = new() { ["token"] = "s3cret/\"ü\n", ["other"] = "" };

    [Fact]
    public void What_was_sealed_is_opened()
    {
        var seal = Seal(("new", NewKey), "new");
        var text = seal.Seal(Job, Secrets);

        Assert.Equal(Secrets, seal.Open(Job, text));
        Assert.StartsWith("1.new.", text, StringComparison.Ordinal);
        Assert.NotEqual(text, seal.Seal(Job, Secrets));
    }

    [Fact]
    public void After_a_rotation_old_seals_are_opened_and_new_ones_are_of_the_new_key()
    {
        var before = Seal(("old", OldKey), "old").Seal(Job, Secrets);
        var both = new SecretSeal(Options(("CurrentKey", "new"), ("Keys:old", OldKey), ("Keys:new", NewKey)));

        Assert.Equal(Secrets, both.Open(Job, before));
        Assert.StartsWith("1.new.", both.Seal(Job, Secrets), StringComparison.Ordinal);
        var gone = Assert.Throws<PermanentJobException>(() => Seal(("new", NewKey), "new").Open(Job, before));
        Assert.Contains("'old', which is not configured", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_jobs_seal_another_key_of_the_same_name_and_any_changed_character_are_noticed()
    {
        var seal = Seal(("a", OldKey), "a");
        var text = seal.Seal(Job, Secrets);

        Assert.Throws<PermanentJobException>(() => seal.Open(JobId.New(Make.Start, 0, Guid.NewGuid()), text));
        Assert.Throws<PermanentJobException>(() => Seal(("a", NewKey), "a").Open(Job, text));
        for (var i = "1.a.".Length; i < text.Length; i++)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'Q' : 'A';
            if (new string(changed) != text)
                Assert.Throws<PermanentJobException>(() => seal.Open(Job, new string(changed)));
        }

        foreach (var broken in new[] { "", "1", "1.a", "1.a.b.c", "2" + text[1..], "1.a..", text + ".x" })
            Assert.Throws<PermanentJobException>(() => seal.Open(Job, broken));
    }

    [Theory]
    [InlineData("there is no Secrets:Keys:b", "CurrentKey=b", "Keys:a=" + OldKey)]
    [InlineData("Base64 of 32 bytes", "Keys:a=c2hvcnQ=")]
    [InlineData("Base64 of 32 bytes", "Keys:a=!")]
    [InlineData("letters, digits", "Keys:a.b=" + OldKey)]
    public void A_key_that_is_none_refuses_the_start(string why, params string[] settings)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Options([.. settings.Select(setting => (setting.Split('=', 2)[0], setting.Split('=', 2)[1]))]));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static SecretSeal Seal((string Name, string Key) key, string current) => new(Options(("CurrentKey", current), ($"Keys:{key.Name}", key.Key)));

    private static SecretOptions Options(params (string Name, string Value)[] settings) => SecretOptions.Of(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Secrets:{setting.Name}", (string?)setting.Value)))
        .Build());
}
