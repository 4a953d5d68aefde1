using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>Reads the body of a schedule: when, and the body of a submit.</summary>
internal static class ScheduleReader
{
    /// <exception cref="InvalidRequestException">Fields are missing or have the wrong type.</exception>
    public static ScheduleDraft Read(JsonElement body)
    {
        var fields = new JsonFields(body);
        var cron = fields.Text("cron");
        var zone = fields.Text("time_zone") ?? "UTC";
        var misfire = MisfireOf(fields);
        var paused = fields.Flag("paused") ?? false;
        var job = fields.Object("job");
        if (string.IsNullOrWhiteSpace(cron) && !fields.IsWrong("cron"))
            fields.Refuse("cron", "is required");
        if (job is null && !fields.IsWrong("job"))
            fields.Refuse("job", "is required: what a submit would have as its body");
        fields.ThrowIfWrong();
        return new ScheduleDraft(cron!.Trim(), zone, misfire, paused, Submission(job!.Value));
    }

    private static MisfirePolicy MisfireOf(JsonFields fields)
    {
        var word = fields.Text("misfire");
        foreach (var policy in Enum.GetValues<MisfirePolicy>())
        {
            if (word == ScheduleView.Word(policy))
                return policy;
        }

        if (word is not null)
            fields.Refuse("misfire", "must be skip, once or all");
        return MisfirePolicy.Once;
    }

    private static JobSubmission Submission(JsonElement job)
    {
        try
        {
            var submission = SubmitReader.Read(job);
            return submission with { Config = submission.Config.Clone() };
        }
        catch (InvalidRequestException invalid)
        {
            throw new InvalidRequestException([.. invalid.Errors.Select(error => new FieldError($"job.{error.Field}", error.Message))]);
        }
    }
}
