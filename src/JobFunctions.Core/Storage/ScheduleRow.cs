using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Schedules;

namespace JobFunctions.Core.Storage;

/// <summary>Turns schedules and drops into rows and back.</summary>
internal static class ScheduleRow
{
    private const int SchemaVersion = 1;

    public static TableEntity Of(Schedule schedule, string partition, string rowKey) => new(partition, rowKey)
    {
        ["V"] = SchemaVersion,
        ["Owner"] = schedule.Owner,
        ["Name"] = schedule.Name,
        ["Cron"] = schedule.Cron,
        ["TimeZone"] = schedule.TimeZone,
        ["Misfire"] = schedule.Misfire.ToString(),
        ["Paused"] = schedule.Paused,
        ["Template"] = schedule.Template,
        ["Secrets"] = schedule.Secrets,
        ["SealedFor"] = schedule.SealedFor.ToString(),
        ["Revision"] = schedule.Revision,
        ["Shard"] = schedule.Shard,
        ["CreatedAt"] = schedule.CreatedAt,
        ["UpdatedAt"] = schedule.UpdatedAt,
        ["NextRun"] = schedule.NextRun,
        ["LastRun"] = schedule.LastRun,
        ["LastJob"] = schedule.LastJob?.ToString(),
        ["LastError"] = schedule.LastError,
    };

    public static Schedule ToSchedule(TableEntity row) => new()
    {
        Owner = row.GetString("Owner"),
        Name = row.GetString("Name"),
        Cron = row.GetString("Cron"),
        TimeZone = row.GetString("TimeZone"),
        Misfire = Enum.Parse<MisfirePolicy>(row.GetString("Misfire")),
        Paused = row.GetBoolean("Paused")!.Value,
        Template = row.GetString("Template"),
        Secrets = row.GetString("Secrets"),
        SealedFor = JobId.Parse(row.GetString("SealedFor")),
        Revision = row.GetString("Revision"),
        Shard = row.GetInt32("Shard")!.Value,
        CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
        UpdatedAt = row.GetDateTimeOffset("UpdatedAt")!.Value,
        NextRun = row.GetDateTimeOffset("NextRun"),
        LastRun = row.GetDateTimeOffset("LastRun"),
        LastJob = row.GetString("LastJob") is { } job ? JobId.Parse(job) : null,
        LastError = row.GetString("LastError"),
        Version = row.ETag.ToString(),
    };

    public static TableEntity Of(OccurrenceDrop drop, string partition, string rowKey) => new(partition, rowKey)
    {
        ["V"] = SchemaVersion,
        ["Cron"] = drop.Cron,
        ["TimeZone"] = drop.TimeZone,
        ["Revision"] = drop.Revision,
        ["Shard"] = drop.Shard,
        ["From"] = drop.From,
        ["Until"] = drop.Until,
        ["Key"] = drop.Key,
    };

    public static OccurrenceDrop ToDrop(TableEntity row) => new(
        row.GetString("Cron"),
        row.GetString("TimeZone"),
        row.GetString("Revision"),
        row.GetInt32("Shard")!.Value,
        row.GetDateTimeOffset("From")!.Value,
        row.GetDateTimeOffset("Until")!.Value,
        row.GetString("Key"));
}
