using System.Text.Json.Nodes;

namespace JobFunctions.Client;

/// <summary>What a batch has besides its jobs.</summary>
public sealed record NewBatch
{
    /// <summary>A name for people, 1–200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>A job that runs once every job of the batch has ended, however it did; it finds an input <c>batch.jsonl</c> that tells.</summary>
    public NewJob? OnComplete { get; init; }

    /// <summary>
    /// Names this upload: sent again with the same key and jobs it goes on where it was. Every upload gets one of its own when this is null;
    /// give one that you store before the upload if it must survive your process.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The first line of the upload.</summary>
    internal byte[] ToLine()
    {
        var head = new JsonObject { ["name"] = Name, ["on_complete"] = OnComplete?.ToJson() };
        return JsonLine.Of(new JsonObject { ["batch"] = head });
    }
}
