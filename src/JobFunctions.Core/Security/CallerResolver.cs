using System.Collections.Frozen;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Security;

/// <summary>Tells who makes a request. With <c>Auth:Mode</c> None every caller is <c>default_user</c>, an admin.</summary>
public sealed class CallerResolver
{
    private static readonly Caller DefaultUser = new("default_user", IsAdmin: true, FrozenSet<string>.Empty);

    private CallerResolver() { }

    /// <summary>Reads the section <c>Auth</c>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The mode is unknown; or it is None in the cloud, where that would open everything to everybody, and
    /// <c>Auth:AllowNoneInCloud</c> does not say that this is wanted.
    /// </exception>
    public static CallerResolver Create(IConfiguration configuration)
    {
        var mode = configuration["Auth:Mode"] ?? "None";
        if (!mode.Equals("None", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Auth:Mode '{mode}' is not known. This version knows: None.");

        // The platform sets the first in every deployed app; the second on most plans, but not on Flex Consumption.
        var inCloud = configuration["WEBSITE_SITE_NAME"] is { Length: > 0 } || configuration["WEBSITE_INSTANCE_ID"] is { Length: > 0 };
        if (inCloud && configuration["Auth:AllowNoneInCloud"] != "true")
        {
            throw new InvalidOperationException(
                "Auth:Mode is None: everybody could do everything. Put a gateway that authenticates in front and set Auth:AllowNoneInCloud=true.");
        }

        return new CallerResolver();
    }

    /// <summary>The caller of a request.</summary>
#pragma warning disable CA1822 // Depends on the mode as soon as there is a second one.
    public Caller Resolve() => DefaultUser;
#pragma warning restore CA1822
}
