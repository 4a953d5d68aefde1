using System.Text.Json;
using JobFunctions.Core.Service;

namespace JobFunctions.Core.Tests.Service;

public class ParentReferenceRulesTests
{
    private const string One = "01a22070-35f3-7000-8000-000000000001";
    private const string Two = "01a22070-35f3-7000-8000-000000000002";

    [Theory]
    [InlineData("""{"chunks": [{"job_id": "parent"}], "taxonomy": {"job_id": "parent"}}""", "config.chunks[0].job_id,config.taxonomy.job_id")]
    [InlineData("""{"chunks": [{"job_id": "parent"}, {"job_id": "parent:2"}]}""", "config.chunks[1].job_id", One)]
    [InlineData("""{"chunks": [{"job_id": "parent:2"}]}""", "config.chunks[0].job_id", One, "job_" + One)]
    [InlineData("""{"chunks": [{"job_id": "parent:2"}], "taxonomy": {"job_id": "parent:1"}}""", "", One, Two)]
    [InlineData("""{"chunks": ["parent", {"job_id": 7}, {"job_id": "01a22070-35f3-7000-8000-000000000009"}, null], "other": {"job_id": "parent"}}""", "")]
    [InlineData("[]", "")]
    public void A_parent_must_be_among_those_that_the_job_depends_on(string config, string wrong, params string[] dependsOn)
    {
        var errors = ParentReferenceRules.Check(JsonElement.Parse(config), ["chunks", "taxonomy"], dependsOn);
        Assert.Equal(wrong, string.Join(',', errors.Select(error => error.Field)));
    }
}
