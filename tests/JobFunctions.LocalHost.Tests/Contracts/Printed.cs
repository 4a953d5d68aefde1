using System.Text.Json;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>
/// Compares an answer with what a document prints, field by field: every printed field is there and of the printed kind, and texts
/// that read like times are times in UTC. Where the document prints null, anything may stand.
/// </summary>
internal static class Printed
{
    public static void AssertShownBy(JsonElement actual, string printed) => Compare("$", JsonElement.Parse(printed), actual);

    private static void Compare(string path, JsonElement printed, JsonElement actual)
    {
        switch (printed.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.True(actual.ValueKind == JsonValueKind.Object, $"{path} is {actual}, no object");
                foreach (var field in printed.EnumerateObject())
                {
                    Assert.True(actual.TryGetProperty(field.Name, out var value), $"{path}.{field.Name} is missing in {actual}");
                    Compare($"{path}.{field.Name}", field.Value, value);
                }

                break;
            case JsonValueKind.Array:
                Assert.True(actual.ValueKind == JsonValueKind.Array, $"{path} is {actual}, no array");
                if (printed.GetArrayLength() > 0 && actual.GetArrayLength() > 0)
                    Compare($"{path}[0]", printed[0], actual[0]);
                break;
            case JsonValueKind.String:
                Assert.True(actual.ValueKind == JsonValueKind.String, $"{path} is {actual}, no text");
                if (IsTime(printed.GetString()!))
                    Assert.True(IsTime(actual.GetString()!) && actual.GetString()!.EndsWith('Z'), $"{path} is {actual}, no time in UTC");
                break;
            case JsonValueKind.Number:
                Assert.True(actual.ValueKind == JsonValueKind.Number, $"{path} is {actual}, no number");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.True(actual.ValueKind is JsonValueKind.True or JsonValueKind.False, $"{path} is {actual}, neither true nor false");
                break;
        }
    }

    private static bool IsTime(string text) => text.Length >= 19 && text[4] == '-' && text[10] == 'T' && DateTimeOffset.TryParse(text, out _);
}
