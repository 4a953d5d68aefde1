using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Schedules;

/// <summary>The id of an occurrence's job. It follows from schedule and time, so two instances that submit it make one job. Pure.</summary>
internal static class OccurrenceId
{
    public static JobId Of(string revision, int shard, DateTimeOffset due)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{revision}/{due.ToUnixTimeMilliseconds()}");
        return JobId.New(due, shard, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));
    }
}
