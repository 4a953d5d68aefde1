using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Testing.Memory;

/// <summary>
/// Fills a store with jobs that are over, as a busy service would have left them: most of them completed, many failed, some cancelled,
/// a few scheduled for next year; several owners, programs and types; rows, indexes and counters agree.
/// </summary>
public static class JobSeed
{
    private static readonly string[] Types = ["noop", "data_matching", "document_processing", "http_request"];

    /// <summary>Adds jobs to a store.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="jobs">How many.</param>
    /// <param name="shards">Over how many shards.</param>
    /// <param name="now">The newest ended a moment before; the oldest twenty hours earlier, so that none is old enough to be removed.</param>
    /// <param name="owners">How many users share them.</param>
    public static void Fill(MemoryStorage storage, int jobs, int shards, DateTimeOffset now, int owners = 100)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var table = storage.Table(StorageAccount.JobsTable);
        var span = TimeSpan.FromHours(20);
        for (var shard = 0; shard < shards; shard++)
        {
            var counts = new JobCounts();
            var numbers = Enumerable.Range(0, jobs).Where(number => number % shards == shard);
            table.Seed(RowKeys.Partition(shard), numbers.SelectMany(number =>
            {
                var job = New(number, shard, now - TimeSpan.FromMinutes(1) - (span * number / jobs), owners);
                counts = counts.Plus(job.Status, 1);
                return JobRows.Actions(new JobChange(null, job)).Select(action => (action.Entity.RowKey, Properties((TableEntity)action.Entity)));
            }));
            var row = (TableEntity)(CounterRow.None with { Counts = counts }).Action(shard, "seed", now).Entity;
            table.Seed(row.PartitionKey, [(row.RowKey, Properties(row))]);
        }
    }

    private static Job New(int number, int shard, DateTimeOffset created, int owners)
    {
        var status = (number % 100) switch { 99 => JobStatus.Cancelled, 98 => JobStatus.Scheduled, >= 75 => JobStatus.Failed, _ => JobStatus.Completed };
        var runs = status is JobStatus.Completed or JobStatus.Failed;
        return new Job
        {
            Id = JobId.New(created, shard, Guid.NewGuid()),
            Type = Types[number % Types.Length],
            Name = string.Create(CultureInfo.InvariantCulture, $"job {number}"),
            Owner = string.Create(CultureInfo.InvariantCulture, $"user{number % owners}"),
            Program = number % 10 == 0 ? string.Create(CultureInfo.InvariantCulture, $"program{number % 7}") : null,
            Tags = number % 20 == 0 ? ["nightly"] : [],
            Config = """{"duration_ms":0}""",
            MaxRetries = 3,
            CreatedAt = created,
            ScheduledAt = status == JobStatus.Scheduled ? created.AddYears(1) : null,
            DueAt = status == JobStatus.Scheduled ? created.AddYears(1) : created,
            Status = status,
            StartedAt = runs ? created.AddSeconds(1) : null,
            EndedAt = status.IsFinal() ? created.AddSeconds(2) : null,
            Attempt = runs ? 1 : 0,
            Generation = new Generation(1, "seeded"),
            OperationId = "seeded",
            Progress = status == JobStatus.Completed ? 1 : 0,
            Error = status == JobStatus.Failed ? new JobError("SampleError", "It was meant to fail", null) : null,
        };
    }

    /// <summary>As a client sends it.</summary>
    private static byte[] Properties(TableEntity row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")))
                Write(json, name, value);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                json.WriteString(name + "@odata.type", "Edm.Int64");
                break;
            case double number:
                MemoryRow.WriteDouble(json, name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case DateTimeOffset time:
                json.WriteString(name, time.UtcDateTime);
                json.WriteString(name + "@odata.type", "Edm.DateTime");
                break;
        }
    }
}
