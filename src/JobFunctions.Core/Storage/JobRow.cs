using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Turns a job into its rows and back. An index row has all that a list shows; the job row has the rest as well.</summary>
internal static class JobRow
{
    /// <summary>The version of the rows' shape, so that two versions of the app can run side by side.</summary>
    private const int SchemaVersion = 1;

    private const string Config = "Config";
    private const string Result = "Result";
    private const string ErrorStack = "ErrorStack";

    private const string Secrets = "Secrets";
    private const string TraceParent = "TraceParent";
    private const string WebhookUrl = "WebhookUrl";
    private const string WebhookEvents = "WebhookEvents";
    private const string WebhookSecret = "WebhookSecret";
    private const string HeardEvents = "HeardEvents";
    private const string Followers = "Followers";
    private const string DependsOn = "DependsOn";
    private const string OnParentFailure = "OnParentFailure";
    private const string WaitingFor = "WaitingFor";
    private const string Timeline = "Timeline";

    private static readonly string[] OnJobRowWhileRunning = ["Progress", "Message", "ItemsDone", "ItemsTotal", "OperationId"];

    /// <summary>The columns to ask for when job rows are listed.</summary>
    public static IReadOnlyList<string> ListColumns { get; } = ["PartitionKey", "RowKey", .. Listed(Sample()).Select(column => column.Name)];

    public static TableEntity ToJobRow(Job job) => Row(job, RowKeys.Job(job.Id), [.. Listed(job), .. OnJobRowOnly(job)]);

    public static TableEntity ToIndexRow(Job job, string rowKey) => Row(job, rowKey, Listed(job));

    public static Job ToJob(TableEntity row) => new()
    {
        Id = JobId.Parse(row.GetString("Id")),
        Type = row.GetString("Type"),
        Name = row.GetString("Name"),
        Owner = row.GetString("Owner"),
        Program = row.GetString("Program"),
        Priority = (Priority)row.GetInt32("Priority")!.Value,
        Tags = Read(row.GetString("Tags"), RowJson.Default.IReadOnlyListString) ?? [],
        Config = row.GetString(Config),
        Secrets = row.GetString(Secrets),
        ConfigInBlob = row.GetBoolean("ConfigInBlob") ?? false,
        HasFiles = row.GetBoolean("HasFiles") ?? false,
        UniqueKey = row.GetString("UniqueKey"),
        RateKey = row.GetString("RateKey"),
        ReservedStart = row.GetDateTimeOffset("ReservedStart"),
        Idempotency = row.GetString("IdempotencyKey") is { } key ? new IdempotencyKey(key, row.GetString("IdempotencyBody")) : null,
        TraceParent = row.GetString(TraceParent),
        Webhook = row.GetString(WebhookUrl) is { } url
            ? new JobWebhook(url, (Jobs.WebhookEvents)row.GetInt32(WebhookEvents)!.Value, row.GetString(WebhookSecret))
            : null,
        HeardEvents = (Jobs.WebhookEvents)(row.GetInt32(HeardEvents) ?? 0),
        Followers = (Jobs.Followers)(row.GetInt32(Followers) ?? 0),
        DependsOn = Ids(row.GetString(DependsOn)),
        OnParentFailure = ParentFailures.TryParse(row.GetString(OnParentFailure), out var failure) ? failure : default,
        WaitingFor = Ids(row.GetString(WaitingFor)),
        WaitingCount = row.GetInt32("Waiting") ?? 0,
        Batch = row.GetString("Batch") is { } batch ? JobId.Parse(batch) : null,
        MaxRetries = row.GetInt32("MaxRetries")!.Value,
        Timeout = row.GetInt64("TimeoutMs") is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
        ScheduledAt = row.GetDateTimeOffset("ScheduledAt"),
        Status = JobStatuses.TryParse(row.GetString("Status") ?? "", out var status) ? status : throw new FormatException("unknown status"),
        DueAt = row.GetDateTimeOffset("DueAt")!.Value,
        StartedAt = row.GetDateTimeOffset("StartedAt"),
        EndedAt = row.GetDateTimeOffset("EndedAt"),
        LockedAt = row.GetDateTimeOffset("LockedAt"),
        LockedBy = row.GetString("LockedBy"),
        Attempt = row.GetInt32("Attempt")!.Value,
        RetryCount = row.GetInt32("RetryCount")!.Value,
        Generation = Generation.TryParse(row.GetString("Generation"), out var generation) ? generation : throw new FormatException("no generation"),
        OperationId = row.GetString("OperationId"),
        Progress = row.GetDouble("Progress")!.Value,
        Message = row.GetString("Message"),
        ItemsDone = row.GetInt64("ItemsDone"),
        ItemsTotal = row.GetInt64("ItemsTotal"),
        Error = row.GetString("ErrorType") is { } error
            ? new JobError(error, row.GetString("ErrorMessage"), row.GetString(ErrorStack), row.GetString("ErrorFingerprint"))
            : null,
        Result = row.GetString(Result),
        ResultFiles = Read(row.GetString("ResultFiles"), RowJson.Default.IReadOnlyListResultFile) ?? [],
        Timeline = JobTimeline.Parse(row.GetString(Timeline)),
        Held = row.GetBoolean("Held") ?? false,
        Version = row.ETag.ToString(),
    };

    /// <summary>Whether a row has room for the names of these files.</summary>
    public static bool CanHold(IReadOnlyList<ResultFile> files)
    {
        const int charactersOfAProperty = 32 * 1024;
        return JsonSerializer.Serialize(files, RowJson.Default.IReadOnlyListResultFile).Length <= charactersOfAProperty;
    }

    /// <summary>A job as a list shows it; null when the row can't be read.</summary>
    public static Job? TryToListed(TableEntity row)
    {
        try
        {
            var job = ToListed(row);
            return IsWhole(job) ? job : null;
        }
        catch (Exception unreadable) when (DamagedRow.Is(unreadable))
        {
            return null;
        }
    }

    /// <summary>
    /// Tells two rows of a job that show different things: the job row and its index rows must have the same. What stands on the job row
    /// alone does not count, nor, while the job runs, what its attempt tells. The number holds within this process only.
    /// </summary>
    public static int Fingerprint(TableEntity row)
    {
        var runs = row.TryGetValue("Status", out var status) && status is "running";
        var hash = new HashCode();
        foreach (var column in ListColumns)
        {
            if (column is "PartitionKey" or "RowKey" or "Timestamp" || (runs && OnJobRowWhileRunning.Contains(column)))
                continue;
            hash.Add(row.TryGetValue(column, out var value) ? value : null);
        }

        return hash.ToHashCode();
    }

    /// <summary>A job as a list shows it. It has no version: the ETag of an index row says nothing of the job row.</summary>
    public static Job ToListed(TableEntity row) => ToJob(row) with { Version = null };

    /// <summary>Whether a job has what its status calls for: keys are made of it, and rounds rely on it.</summary>
    private static bool IsWhole(Job job) => job is { Type: not null, Name: not null, Owner: not null } && job.Status switch
    {
        JobStatus.Running => job is { LockedAt: not null, LockedBy: not null, StartedAt: not null },
        var status => !status.IsFinal() || job.EndedAt is not null,
    };

    /// <summary>The service keeps no property that is null, so none is sent: most are null, and nine rows are written in the life of a job.</summary>
    private static TableEntity Row(Job job, string rowKey, ReadOnlySpan<(string Name, object? Value)> columns)
    {
        var row = new TableEntity(RowKeys.Partition(job.Id), rowKey);
        foreach (var (name, value) in columns)
        {
            if (value is not null)
                row[name] = value;
        }

        return row;
    }

    private static (string Name, object? Value)[] Listed(Job job) =>
    [
        ("V", SchemaVersion),
        ("Id", job.Id.ToString()),
        ("Type", job.Type),
        ("Name", job.Name),
        ("Owner", job.Owner),
        ("Program", job.Program),
        ("Priority", (int)job.Priority),
        ("Tags", job.Tags.Count == 0 ? null : JsonSerializer.Serialize(job.Tags, RowJson.Default.IReadOnlyListString)),
        ("ConfigInBlob", job.ConfigInBlob ? true : null),
        ("HasFiles", job.HasFiles ? true : null),
        ("UniqueKey", job.UniqueKey),
        ("RateKey", job.RateKey),
        ("ReservedStart", job.ReservedStart),
        ("IdempotencyKey", job.Idempotency?.Key),
        ("IdempotencyBody", job.Idempotency?.Body),
        ("Waiting", job.WaitingCount == 0 ? null : job.WaitingCount),
        ("Batch", job.Batch?.ToString()),
        ("MaxRetries", job.MaxRetries),
        ("TimeoutMs", (long?)job.Timeout?.TotalMilliseconds),
        ("CreatedAt", job.CreatedAt),
        ("ScheduledAt", job.ScheduledAt),
        ("Status", job.Status.ToWord()),
        ("DueAt", job.DueAt),
        ("StartedAt", job.StartedAt),
        ("EndedAt", job.EndedAt),
        ("LockedAt", job.LockedAt),
        ("LockedBy", job.LockedBy),
        ("Attempt", job.Attempt),
        ("RetryCount", job.RetryCount),
        ("Generation", job.Generation.ToString()),
        ("OperationId", job.OperationId),
        ("Progress", job.Progress),
        ("Message", job.Message),
        ("ItemsDone", job.ItemsDone),
        ("ItemsTotal", job.ItemsTotal),
        ("Held", job.Held ? true : null),
        ("ErrorType", job.Error?.Type),
        ("ErrorMessage", job.Error?.Message),
        ("ErrorFingerprint", job.Error?.Fingerprint),
        ("ResultFiles", job.ResultFiles.Count == 0 ? null : JsonSerializer.Serialize(job.ResultFiles, RowJson.Default.IReadOnlyListResultFile)),
    ];

    private static (string Name, object? Value)[] OnJobRowOnly(Job job) =>
    [
        (Config, job.Config),
        (Result, job.Result),
        (ErrorStack, job.Error?.Stack),
        (Secrets, job.Secrets),
        (TraceParent, job.TraceParent),
        (WebhookUrl, job.Webhook?.Url),
        (WebhookEvents, (int?)job.Webhook?.Events),
        (WebhookSecret, job.Webhook?.Secret),
        (HeardEvents, job.HeardEvents == Jobs.WebhookEvents.None ? null : (int)job.HeardEvents),
        (Followers, job.Followers == Jobs.Followers.None ? null : (int)job.Followers),
        (DependsOn, Ids(job.DependsOn)),
        (OnParentFailure, job.DependsOn.Count == 0 ? null : job.OnParentFailure.ToWord()),
        (WaitingFor, Ids(job.WaitingFor)),
        (Timeline, job.Timeline.ToText()),
    ];

    private static string? Ids(IReadOnlyList<JobId> ids) => ids.Count == 0 ? null : string.Join(' ', ids);

    private static IReadOnlyList<JobId> Ids(string? ids) => ids is null ? [] : [.. ids.Split(' ').Select(JobId.Parse)];

    private static T? Read<T>(string? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class =>
        json is null ? null : JsonSerializer.Deserialize(json, type);

    private static Job Sample() => new()
    {
        Id = default,
        Type = "",
        Name = "",
        Owner = "",
        Generation = default,
        CreatedAt = default,
        DueAt = default,
        Status = JobStatus.Pending,
    };
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<ResultFile>))]
internal sealed partial class RowJson : JsonSerializerContext;
