using System.Text.RegularExpressions;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>Who did what, for admins.</summary>
public sealed partial class AuditFunctions(Api api, AuditReader audit, IOptions<RequestOptions> limits)
{
    private const int PageSize = 100;

    /// <summary>The latest entries.</summary>
    [Function("AuditList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var page = await audit.ListAsync(Read(request.Query), caller, cancellationToken);
            return ApiJson.Result(new AuditPageView([.. page.Entries.Select(entry => new AuditEntryView(entry))], page.Cursor), ApiJson.Web.AuditPageView);
        });

    private AuditQuery Read(IQueryCollection query) => new()
    {
        User = ListQuery.Text(query, "user"),
        Action = ListQuery.Text(query, "action") is not { } action || AuditActions.All.Contains(action)
            ? ListQuery.Text(query, "action")
            : throw new InvalidRequestException("action", $"must be one of: {string.Join(", ", AuditActions.All)}"),
        From = Time(query, "from"),
        To = Time(query, "to"),
        Limit = ListQuery.Limit(query, PageSize, limits.Value),
        Cursor = ListQuery.Text(query, "cursor") is not { } cursor || CursorForm().IsMatch(cursor)
            ? ListQuery.Text(query, "cursor")
            : throw new InvalidRequestException("cursor", "must be what next_cursor gave"),
    };

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        if (ListQuery.Text(query, name) is not { } text)
            return null;
        return IsoTime.TryParse(text, out var time) && time >= DateTimeOffset.UnixEpoch ? time : throw new InvalidRequestException(name, IsoTime.Rule);
    }

    [GeneratedRegex("^[0-9a-f]{12}_[0-9a-f]{16}$")]
    private static partial Regex CursorForm();
}
