using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobFunctions.Client;

/// <summary>Reads a status; one that a newer service has added is <see cref="JobStatus.Unknown"/>, and no reason to fail.</summary>
internal sealed class JobStatusConverter : JsonConverter<JobStatus>
{
    private static readonly JobStatus[] All = Enum.GetValues<JobStatus>();

    // As the service makes its words of the names.
    public static string Word(JobStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    public override JobStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var word = reader.GetString();
        return Array.Find(All, status => Word(status) == word);
    }

    public override void Write(Utf8JsonWriter writer, JobStatus value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));
}
