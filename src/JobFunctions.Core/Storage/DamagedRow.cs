using System.Text.Json;

namespace JobFunctions.Core.Storage;

/// <summary>Tells a row that can't be read from trouble: a column is missing, of another type, or in another shape.</summary>
internal static class DamagedRow
{
    public static bool Is(Exception exception) => exception is FormatException or InvalidOperationException or JsonException or ArgumentException;
}
