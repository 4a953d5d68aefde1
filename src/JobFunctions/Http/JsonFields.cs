using System.Globalization;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>Reads the fields of a JSON object and gathers what is wrong with them, so that a caller hears of everything at once.</summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<FieldError> _errors = [];

    /// <param name="body">The object.</param>
    /// <param name="path">What the names of its fields begin with when they are told: it is a part of another one.</param>
    /// <exception cref="InvalidRequestException">The body is no object.</exception>
    public JsonFields(JsonElement body, string path = "")
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new InvalidRequestException("body", "The body must be a JSON object");
        (_object, _path) = (body, path);
    }

    public string? Text(string field) => Read(field, "must be a text", value =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null);

    /// <summary>A text, or a whole number in its place: document 004's ids are numbers.</summary>
    public string? TextOrNumber(string field) => Read(field, "must be a text or a whole number", value => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    });

    public int? Integer(string field, string rule) => Read<int?>(field, rule, value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null);

    public bool? Flag(string field) => Read<bool?>(field, "must be true or false", value =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null);

    public DateTimeOffset? Time(string field) => Read<DateTimeOffset?>(field, IsoTime.Rule, value =>
        value.ValueKind == JsonValueKind.String && IsoTime.TryParse(value.GetString(), out var time) ? time : null);

    public IReadOnlyList<string>? Texts(string field) => Read(field, "must be a list of texts", value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(item => item.GetString()!).ToList()
            : null);

    public IReadOnlyDictionary<string, string>? TextsByName(string field) => Read(field, "must be an object whose members are texts", value =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String)
            ? value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal)
            : null);

    public JsonElement? Object(string field) => Read<JsonElement?>(field, "must be a JSON object", value =>
        value.ValueKind == JsonValueKind.Object ? value : null);

    public JsonElement? Array(string field) => Read<JsonElement?>(field, "must be a JSON array", value =>
        value.ValueKind == JsonValueKind.Array ? value : null);

    public bool Has(string field) => _object.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether something has been found wrong with a field.</summary>
    public bool IsWrong(string field) => _errors.Any(error => error.Field == _path + field);

    public void Refuse(string field, string rule) => _errors.Add(new FieldError(_path + field, rule));

    /// <exception cref="InvalidRequestException">A field was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
            throw new InvalidRequestException(_errors);
    }

    private T? Read<T>(string field, string rule, Func<JsonElement, T?> read)
    {
        if (!_object.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return default;
        var result = read(value);
        if (result is null)
            Refuse(field, rule);
        return result;
    }
}
