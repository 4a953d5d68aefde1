using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Records messages that are no bells of ours, or lead to a damaged row, in the failed registry, where an operator looks: nothing that came
/// in is lost without a word.
/// </summary>
public sealed class UnreadableMessages(
    IJobStore store, IOptions<StoreOptions> options, TimeProvider time, ILogger<UnreadableMessages> log)
{
    /// <summary>The type and owner of such a record. No handler has this name, so a retry fails at once.</summary>
    internal const string Type = "unreadable_message";

    private const string ErrorType = "UnreadableMessage";
    private const string Foreign = "The message is not in this service's format. Its body stands in the config.";

    /// <summary>A character may become six in JSON, and a property holds 32,768.</summary>
    private const int MaxBody = 4_500;

    internal Task RecordAsync(LaneMessage message, CancellationToken cancellationToken) => RecordAsync(message, Foreign, cancellationToken);

    internal async Task RecordAsync(LaneMessage message, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = IdOf(message, options.Value.Shards);
        var config = new UnreadableConfig(message.Queue, message.Id, message.Text.Cut(MaxBody));
        var record = new Job
        {
            Id = id,
            Type = Type,
            Name = $"Message in {message.Queue} that leads to no job",
            Owner = Type,
            Config = JsonSerializer.Serialize(config, UnreadableJson.Default.UnreadableConfig),
            CreatedAt = now,
            DueAt = now,
            EndedAt = now,
            Status = JobStatus.Failed,
            Generation = new Generation(1, "unreadable"),
            Error = new JobError(ErrorType, reason, null, ErrorFingerprint.Of(Type, ErrorType, reason)),
        };
        try
        {
            await store.CreateAsync(record);
        }
        catch (JobConflictException)
        {
            // Delivered a second time: it is recorded already.
        }

        cancellationToken.ThrowIfCancellationRequested();
        Log.UnreadableMessage(log, message.Queue, id);
    }

    /// <summary>The same message always gets the same id, so that two deliveries make one record.</summary>
    private static JobId IdOf(LaneMessage message, int shards)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Queue}\n{message.Id}\n{message.Text}"));
        var shard = (int)(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(16)) % (uint)shards);
        return JobId.New(message.InsertedAt, shard, new Guid(hash.AsSpan(0, 16)));
    }
}

internal sealed record UnreadableConfig(string Queue, string MessageId, string Body);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UnreadableConfig))]
internal sealed partial class UnreadableJson : JsonSerializerContext;
