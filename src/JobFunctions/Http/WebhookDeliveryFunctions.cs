using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>
/// What has become of the caller's webhooks; an admin names another user's with <c>user_id</c>. The names sort before those of <see cref="WebhookFunctions"/>: <c>webhooks/deliveries</c> has to
/// be tried before <c>webhooks/{name}</c>.
/// </summary>
public sealed class WebhookDeliveryFunctions(Api api, WebhookLog deliveries, IOptions<RequestOptions> limits)
{
    /// <summary>The newest deliveries.</summary>
    [Function("WebhookDeliveriesList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/deliveries")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var limit = ListQuery.Limit(request.Query, 50, limits.Value);
            var (page, cursor) = await deliveries.ListAsync(Owner(request), ListQuery.Text(request.Query, "cursor"), limit, caller, cancellationToken);
            return ApiJson.Result(
                new WebhookDeliveriesView([.. page.Select(delivery => new WebhookDeliveryView(delivery))], cursor), ApiJson.Web.WebhookDeliveriesView);
        });

    /// <summary>Makes a call again.</summary>
    [Function("WebhookDeliveriesReplay")]
    public Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/deliveries/{deliveryId}/replay")] HttpRequest request,
        string deliveryId,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller => ApiJson.Result(
            new WebhookDeliveryView(await deliveries.ReplayAsync(deliveryId, Owner(request), caller, cancellationToken)), ApiJson.Web.WebhookDeliveryView));

    private static string? Owner(HttpRequest request) => ListQuery.Text(request.Query, "user_id");
}
