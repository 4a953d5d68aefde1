using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Settings;

/// <summary>Puts settings in place of their names, as triggers may write them: <c>%Setting%</c>.</summary>
internal static partial class SettingNames
{
    public static string Resolve(string text, IConfiguration configuration) =>
        Name.Replace(text, name => configuration[name.Groups[1].Value]
            ?? throw new StartupException($"A trigger names the setting '{name.Groups[1].Value}', which is not set."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Name { get; }
}
