using System.Text.Json;
using System.Text.Json.Nodes;
using JobFunctions.JobTypes.DataMatching;

namespace JobFunctions.JobTypes.Tests.DataMatching;

public class DataMatchingConfigValidatorTests
{
    private const string Documented = """
        {
          "mappings": [
            { "file1_col": "customer_name", "file2_col": "full_name", "match_type": "fuzzy", "use_normalization": true, "weight": 1.0 }
          ],
          "output_cols1": ["customer_name", "email", "phone"],
          "output_cols2": ["full_name", "address", "city"],
          "threshold": 80,
          "generate_unmatched": true
        }
        """;

    [Fact]
    public void The_documented_config_will_do() => Assert.Empty(Fields(Documented));

    [Theory]
    [InlineData("exact")]
    [InlineData("fuzzy")]
    [InlineData("numeric")]
    [InlineData("date")]
    public void A_mapping_needs_only_its_columns_and_match_type(string matchType) =>
        Assert.Empty(Fields($$"""{ "mappings": [{ "file1_col": "a", "file2_col": "b", "match_type": "{{matchType}}" }] }"""));

    [Theory]
    [InlineData("mappings", "[]", "config.mappings")]
    [InlineData("mappings", "null", "config.mappings")]
    [InlineData("mappings", "[null]", "config.mappings[0]")]
    [InlineData("mappings", "{}", "config.mappings")]
    [InlineData("threshold", "101", "config.threshold")]
    [InlineData("threshold", "-1", "config.threshold")]
    [InlineData("threshold", "\"high\"", "config.threshold")]
    [InlineData("output_cols1", "[\"a\", \"\"]", "config.output_cols1[1]")]
    [InlineData("output_cols2", "null", "config.output_cols2")]
    [InlineData("file1", "\"../secrets.csv\"", "config.file1")]
    [InlineData("file1", "\"\"", "config.file1")]
    [InlineData("file2", "\"a/b.csv\"", "config.file2")]
    [InlineData("file2", "null", "config.file2")]
    public void Names_the_field_that_is_wrong(string member, string value, string field) =>
        Assert.Equal([field], Fields(With(config => config[member] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("file1_col", "\" \"", "config.mappings[0].file1_col")]
    [InlineData("file2_col", "null", "config.mappings[0].file2_col")]
    [InlineData("match_type", "\"soundex\"", "config.mappings[0].match_type")]
    [InlineData("match_type", "null", "config.mappings[0].match_type")]
    [InlineData("weight", "0", "config.mappings[0].weight")]
    [InlineData("weight", "-2", "config.mappings[0].weight")]
    [InlineData("weight", "1001", "config.mappings[0].weight")]
    public void Names_the_member_of_the_mapping_that_is_wrong(string member, string value, string field) =>
        Assert.Equal([field], Fields(With(config => config["mappings"]![0]![member] = JsonNode.Parse(value))));

    [Fact]
    public void Tells_all_that_is_wrong_at_once() =>
        Assert.Equal(
            ["config.file1", "config.mappings[0].match_type", "config.mappings[1].weight", "config.threshold"],
            Fields("""
                {
                  "file1": "a/b",
                  "mappings": [
                    { "file1_col": "a", "file2_col": "b", "match_type": "like" },
                    { "file1_col": "a", "file2_col": "b", "match_type": "exact", "weight": 0 }
                  ],
                  "threshold": 200
                }
                """));

    private static string With(Action<JsonNode> change)
    {
        var config = JsonNode.Parse(Documented)!;
        change(config);
        return config.ToJsonString();
    }

    private static IEnumerable<string> Fields(string config) =>
        new DataMatchingHandler().Validate(JsonElement.Parse(config)).Select(error => error.Field);
}
