using System.Globalization;
using System.Text;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// Where rows lie. Every row of a job lies in its shard's partition. These keys are in the tables of every user and can't change.
/// <code>
/// j_{newest first}                     the job row; its key follows from the id
/// o_{owner}_{newest first}             the owner's jobs
/// p_{program}_{newest first}           the program's jobs
/// s_pending_{due}_{id}                 oldest first; likewise s_scheduled
/// s_running_{instance}_{id}            a dead instance's jobs are found at once
/// s_completed_{newest end first}_{id}  likewise s_failed, s_cancelled
/// m_{batch}_{id}                       the members of a batch
/// b_{batch}                            a batch
/// c_{instance}                         one process's counters
/// u_{hash}                             which active job holds a unique key
/// k_{hash}                             which job was made under an idempotency key
/// e_{parent}_{child}                   a child that waits for its parent
/// f_{operation}_{id}                   an end of a job that its followers have still to hear of
/// </code>
/// </summary>
internal static class RowKeys
{
    /// <summary>Sorts after every character that a key's next part can begin with.</summary>
    public const string End = "~";

    /// <summary>The service takes a key of so many characters.</summary>
    public const int Longest = 512;

    public const string AllJobs = "j_";
    public const string AllCounters = "c_";
    public const string Batches = "b_";
    public const string Outbox = "f_";

    public static string Partition(int shard) => shard.ToString("x3", CultureInfo.InvariantCulture);

    public static int ShardOf(string partition) => int.Parse(partition, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static string Partition(JobId id) => Partition(id.Shard);

    public static string Job(JobId id) => AllJobs + NewestFirst(id);

    public static string OwnerPrefix(string owner) => $"o_{Escape(owner)}_";

    public static string Owner(Job job) => OwnerPrefix(job.Owner) + NewestFirst(job.Id);

    public static string ProgramPrefix(string program) => $"p_{Escape(program)}_";

    public static string? Program(Job job) => job.Program is { } program ? ProgramPrefix(program) + NewestFirst(job.Id) : null;

    public static string Batch(JobId batch) => Batches + batch.ToKey();

    public static string Members(JobId batch) => $"m_{batch.ToKey()}_";

    public static string? Member(Job job) => job.Batch is { } batch ? Members(batch) + job.Id.ToKey() : null;

    public static string StatusPrefix(JobStatus status) => $"s_{status.ToWord()}_";

    public static string RunningPrefix(string instance) => $"{StatusPrefix(JobStatus.Running)}{Escape(instance)}_";

    public static string Status(Job job) => job.Status switch
    {
        JobStatus.Pending or JobStatus.Scheduled => DuePrefix(job.Status, job.DueAt) + "_" + job.Id.ToKey(),
        JobStatus.Running => RunningPrefix(job.LockedBy!) + job.Id.ToKey(),
        _ => EndedPrefix(job.Status, job.EndedAt!.Value) + "_" + job.Id.ToKey(),
    };

    /// <summary>The keys of the jobs that are due at a time begin with this or sort before it.</summary>
    public static string DuePrefix(JobStatus status, DateTimeOffset due) =>
        StatusPrefix(status) + TimeKey.OldestFirst(due);

    /// <summary>The keys of the jobs that ended at a time begin with this; those that ended before sort after.</summary>
    public static string EndedPrefix(JobStatus status, DateTimeOffset ended) =>
        StatusPrefix(status) + TimeKey.NewestFirst(ended);

    /// <summary>The keys of all index rows that a job must have.</summary>
    public static IEnumerable<string> Indexes(Job job) => new[] { Status(job), Owner(job), Program(job), Member(job) }.OfType<string>();

    /// <summary>Whose row a key is: every key of a job's rows ends with its id.</summary>
    /// <returns>False when it is no key of a job's.</returns>
    public static bool TryReadId(string key, out JobId id)
    {
        const int digits = 32;
        id = default;
        return key.Length > digits && key[^(digits + 1)] == '_' && JobId.TryParse(key[^digits..], out id) && key.EndsWith(id.ToKey(), StringComparison.Ordinal);
    }

    public static string Unique(string key) => "u_" + key;

    public static string Idempotency(string key) => "k_" + key;

    public static string Edges(JobId parent) => $"e_{parent.ToKey()}_";

    public static string Edge(JobId parent, JobId child) => Edges(parent) + child.ToKey();

    public static string Counter(string instance) => AllCounters + Escape(instance);

    /// <summary>
    /// A name from outside as a part of a key or a blob's name: letters, digits, dash, at-sign and a dot within stay, every other
    /// byte of its UTF-8 becomes <c>=XX</c>. Two names never become one, and no name leaves its part: paths are read without dots
    /// at their ends.
    /// </summary>
    public static string Escape(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var escaped = new StringBuilder(bytes.Length * 2);
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '@' || (c == '.' && i > 0 && i < bytes.Length - 1))
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"={bytes[i]:X2}");
        }

        return escaped.ToString();
    }

    /// <summary>Undoes <see cref="Escape"/>.</summary>
    public static string Unescape(string escaped) => Uri.UnescapeDataString(escaped.Replace('=', '%'));

    private static string NewestFirst(JobId id) => $"{TimeKey.NewestFirst(id.UnixMilliseconds)}_{id.ToKey()}";
}
