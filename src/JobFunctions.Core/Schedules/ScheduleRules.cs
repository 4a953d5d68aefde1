using System.Text.RegularExpressions;
using Cronos;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Service;

namespace JobFunctions.Core.Schedules;

/// <summary>What a schedule must be like, but for its job: that is a submission like any other.</summary>
public static partial class ScheduleRules
{
    /// <summary>The longest template: as much as a row holds.</summary>
    internal const int MaxTemplate = 30_000;

    private const string NameRule = "must be 1 to 80 letters, digits, dots, dashes and underscores";

    /// <summary>The name, if it is one.</summary>
    /// <exception cref="InvalidRequestException">It is none.</exception>
    public static string Checked(string name) => NameForm().IsMatch(name) ? name : throw new InvalidRequestException("name", NameRule);

    /// <summary>The labels of a schedule's jobs, by which lists find them.</summary>
    internal static string Tag(string schedule) => $"schedule:{schedule}";

    /// <summary>Everything that is wrong with when it is to run; empty when it can be accepted.</summary>
    internal static IEnumerable<FieldError> Check(ScheduleDraft draft, DateTimeOffset now)
    {
        if (draft.Job.ScheduledAt is not null)
            yield return new FieldError("job.scheduled_at", "can't be given: the schedule says when");
        if (draft.Job.DependsOn.Count > 0)
            yield return new FieldError("job.depends_on", "can't be given: every run would depend on the same jobs");
        if (draft.Job.WebhookSecret is not null)
            yield return new FieldError("job.webhook_secret", "can't be given: make a webhook of yours, PUT webhooks/{name}, which has a secret of its own");
        if (CheckCron(draft, now) is { } error)
            yield return error;
    }

    private static FieldError? CheckCron(ScheduleDraft draft, DateTimeOffset now)
    {
        try
        {
            return CronClock.Of(draft.Cron, draft.TimeZone).Next(now) is null
                ? new FieldError("cron", "never occurs")
                : null;
        }
        catch (CronFormatException wrong)
        {
            return new FieldError("cron", $"must be a cron expression of five fields, or six with seconds: {wrong.Message}");
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException)
        {
            return new FieldError("time_zone", "must be the IANA name of a time zone, such as Europe/Berlin");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,80}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}

/// <summary>A schedule as a caller wants it.</summary>
/// <param name="Cron">When.</param>
/// <param name="TimeZone">In which time zone.</param>
/// <param name="Misfire">What becomes of missed occurrences.</param>
/// <param name="Paused">Whether it begins paused.</param>
/// <param name="Job">What.</param>
public sealed record ScheduleDraft(string Cron, string TimeZone, MisfirePolicy Misfire, bool Paused, JobSubmission Job);
