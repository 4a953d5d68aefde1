using System.Globalization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Limits;

/// <summary>
/// Where the rows of the limits lie: in one partition, since a slot is given in one transaction.
/// <code>
/// a_gate                               how many slots are held; every decision replaces this row, so decisions come one after the other
/// e_{priority}_{turn}_{job}            the first waiting job of each user who has room: the next slot goes to the first of these
/// h_{job}_{generation}                 a slot
/// u_{user}_                            a user: how many slots his jobs hold, his turn
/// u_{user}_{priority}_{job}            his waiting jobs, in the order in which they shall start
/// </code>
/// </summary>
internal static class SlotKeys
{
    public const string Partition = "limits";
    public const string Gate = "a_gate";
    public const string Heads = "e_";
    public const string Slots = "h_";
    public const string Users = "u_";

    public static string Slot(JobId job, Generation generation) => $"{Slots}{job.ToKey()}_{generation}";

    public static string Slot(WaitingJob job) => Slot(job.Job, job.Generation);

    public static string User(string user) => $"{Users}{RowKeys.Escape(user)}_";

    public static string Waiting(WaitingJob job) => User(job.User) + Place(job);

    /// <summary>Highest priority first, then by turns, then the oldest: an id begins with the time of its creation.</summary>
    public static string Head(WaitingJob job, long turn) =>
        string.Create(CultureInfo.InvariantCulture, $"{Heads}{9 - (int)job.Priority}_{turn:x12}_{job.Job.ToKey()}");

    private static string Place(WaitingJob job) => string.Create(CultureInfo.InvariantCulture, $"{9 - (int)job.Priority}_{job.Job.ToKey()}");
}
