using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core;

/// <summary>What the host of the functions allows.</summary>
/// <param name="LongestAttempt">How long one attempt may take, a little less than the host's function timeout.</param>
public sealed record HostLimits(TimeSpan LongestAttempt)
{
    /// <summary>The host's override of <c>functionTimeout</c> in host.json; 30 minutes when it is not set, as on most plans.</summary>
    private const string Setting = "AzureFunctionsJobHost:functionTimeout";

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    /// <summary>How long after its bell came an attempt may still begin: the host counts from then.</summary>
    public TimeSpan LatestStart => (LongestAttempt < TimeSpan.FromMinutes(1) ? LongestAttempt : TimeSpan.FromMinutes(1)) / 4;

    /// <summary>Reads the limits; a timeout of −1 means none.</summary>
    public static HostLimits Of(IConfiguration configuration)
    {
        var text = configuration[Setting];
        if (text == "-1")
            return new HostLimits(TimeSpan.FromDays(7));
        var timeout = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var set) ? set : TimeSpan.FromMinutes(30);
        return new HostLimits(timeout > 2 * TimeToEnd ? timeout - TimeToEnd : timeout / 2);
    }
}
