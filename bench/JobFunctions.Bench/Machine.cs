using System.Globalization;
using System.Runtime.InteropServices;

namespace JobFunctions.Bench;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load {Load()} at the start, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC");

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
