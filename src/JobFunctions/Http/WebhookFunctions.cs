using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>The caller's webhooks. See <see cref="WebhookDeliveryFunctions"/> for why the names begin as they do.</summary>
public sealed class WebhookFunctions(Api api, WebhookControl webhooks, IOptions<RequestOptions> requests)
{
    private const int DefaultOverlapHours = 24;

    /// <summary>All of them.</summary>
    [Function("WebhooksList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var all = await webhooks.ListAsync(caller, cancellationToken);
            return ApiJson.Result(new WebhookListView([.. all.Select(webhook => new WebhookView(webhook))]), ApiJson.Web.WebhookListView);
        });

    /// <summary>Makes one, or changes it.</summary>
    [Function("WebhooksPut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "webhooks/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, requests.Value, cancellationToken);
            var fields = new JsonFields(body.RootElement);
            var (url, events, types) = (fields.Text("url"), fields.Texts("events") ?? [], fields.Texts("types") ?? []);
            fields.ThrowIfWrong();
            var (webhook, secret) = await webhooks.PutAsync(name, url ?? "", events, types, caller, cancellationToken);
            return ApiJson.Result(new WebhookView(webhook, secret), ApiJson.Web.WebhookView);
        });

    /// <summary>One of them.</summary>
    [Function("WebhooksGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            ApiJson.Result(new WebhookView(await webhooks.GetAsync(name, caller, cancellationToken)), ApiJson.Web.WebhookView));

    /// <summary>Removes one.</summary>
    [Function("WebhooksDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "webhooks/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await webhooks.DeleteAsync(name, caller, cancellationToken);
            return ApiJson.Result(new Done(true, "Webhook deleted successfully"), ApiJson.Web.Done);
        });

    /// <summary>Gives one a new secret.</summary>
    [Function("WebhooksRotateSecret")]
    public Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{name}/rotate-secret")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var hours = DefaultOverlapHours;
            if (await RequestBody.ReadOptionalJsonAsync(request.Body, request.ContentLength, requests.Value, cancellationToken) is { } body)
            {
                using (body)
                {
                    var fields = new JsonFields(body.RootElement);
                    hours = fields.Integer("overlap_hours", "must be a whole number of hours") ?? hours;
                    fields.ThrowIfWrong();
                }
            }

            var secret = await webhooks.RotateAsync(name, hours, caller, cancellationToken);
            return ApiJson.Result(new WebhookSecretView(name, secret), ApiJson.Web.WebhookSecretView);
        });
}
