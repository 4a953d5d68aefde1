using System.Text.Json;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Http;

/// <summary>Reads what shall be done with which jobs. Nothing is guessed: a condition that is not understood would mean more jobs.</summary>
internal static class BulkReader
{
    private const int MaxIds = 1_000;

    private static readonly string[] Conditions = ["status", "type", "user_id", "program_id", "tag", "q", "fingerprint"];

    /// <exception cref="InvalidRequestException">Something is wrong; nothing is done.</exception>
    public static BulkOrder Read(JsonElement body)
    {
        var fields = new JsonFields(body);
        var action = ActionOf(fields);
        var isDry = fields.Flag("dry_run") ?? false;
        var given = fields.Object("filter");
        if (given is null && !fields.Has("filter"))
            fields.Refuse("filter", "is missing: it says which jobs, by ids or by conditions");
        fields.ThrowIfWrong();

        var filter = new JsonFields(given!.Value, "filter.");
        foreach (var unknown in given.Value.EnumerateObject().Select(member => member.Name).Except(["ids", .. Conditions]))
            filter.Refuse(unknown, $"is not known; a filter has ids, or any of {string.Join(", ", Conditions)}");
        var ids = filter.Has("ids") ? Ids(filter) : null;
        var query = ids is null ? Query(filter, action) : null;
        if (ids is not null && Conditions.Any(filter.Has))
            filter.Refuse("ids", "can't be combined with conditions");
        if (ids is null && !Conditions.Any(filter.Has))
            fields.Refuse("filter", $"must have ids, or at least one of {string.Join(", ", Conditions)}");
        filter.ThrowIfWrong();
        fields.ThrowIfWrong();
        return new BulkOrder(action, ids, query, isDry);
    }

    private static BulkAction ActionOf(JsonFields fields)
    {
        switch (fields.Text("action"))
        {
            case "cancel":
                return BulkAction.Cancel;
            case "retry":
                return BulkAction.Retry;
            case "delete":
                return BulkAction.Delete;
            default:
                fields.Refuse("action", "must be cancel, retry or delete");
                return default;
        }
    }

    private static List<JobId> Ids(JsonFields filter)
    {
        var ids = new List<JobId>();
        var given = filter.Texts("ids") ?? [];
        if (given.Count is 0 or > MaxIds)
            filter.Refuse("ids", $"must have 1 to {MaxIds} job ids");
        foreach (var text in given)
        {
            if (JobId.TryParse(text, out var id))
                ids.Add(id);
            else
                filter.Refuse("ids", $"'{text}' is no job id");
        }

        return ids;
    }

    private static JobQuery Query(JsonFields filter, BulkAction action)
    {
        var fingerprint = filter.Text("fingerprint");
        if (fingerprint is not null && !ErrorFingerprint.IsOne(fingerprint))
            filter.Refuse("fingerprint", ListQuery.NoFingerprint);
        return new JobQuery
        {
            Status = StatusOf(filter, action),
            Type = filter.Text("type"),
            Owner = filter.Text("user_id"),
            Program = filter.TextOrNumber("program_id"),
            Tag = filter.Text("tag"),
            Text = filter.Text("q"),
            Fingerprint = fingerprint,
        };
    }

    private static JobStatus? StatusOf(JsonFields filter, BulkAction action)
    {
        if (filter.Text("status") is not { } word)
            return null;
        var allowed = BulkActions.StatusesFor(action);
        if (JobStatuses.TryParse(word, out var status) && allowed.Contains(status))
            return status;
        filter.Refuse("status", $"must be one that the action takes: {string.Join(", ", allowed.Select(one => one.ToWord()))}");
        return null;
    }
}
