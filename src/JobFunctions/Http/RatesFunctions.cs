using JobFunctions.Core.Rates;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>How often jobs may start.</summary>
public sealed class RatesFunctions(Api api, RateControl rates, IOptions<RequestOptions> requests)
{
    private const string Rule = "must be a whole number";

    /// <summary>The rules in force.</summary>
    [Function("RatesList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "limits/rates")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var rules = await rates.ListAsync(caller, cancellationToken);
            return ApiJson.Result(new RatesView([.. rules.Select(rule => new RateView(rule))]), ApiJson.Web.RatesView);
        });

    /// <summary>Sets the rule of a key until it is set again.</summary>
    [Function("RatePut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "limits/rates/{key}")] HttpRequest request,
        string key,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            using var body = await RequestBody.ReadJsonAsync(request.Body, request.ContentLength, requests.Value, cancellationToken);
            var fields = new JsonFields(body.RootElement);
            var starts = fields.Integer("starts", Rule);
            var seconds = fields.Integer("per_seconds", Rule) ?? 1;
            var burst = fields.Integer("burst", Rule) ?? 1;
            if (starts is null && !fields.IsWrong("starts"))
                fields.Refuse("starts", "is required: how many starts there may be in per_seconds; 0 for any number");
            fields.ThrowIfWrong();
            var rule = await rates.SetAsync(new RateRule(PathText.Whole(key), starts!.Value, TimeSpan.FromSeconds(seconds), burst), caller, cancellationToken);
            return ApiJson.Result(new RateView(rule), ApiJson.Web.RateView);
        });

    /// <summary>Goes back to what is configured for a key.</summary>
    [Function("RateDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "limits/rates/{key}")] HttpRequest request,
        string key,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            await rates.ResetAsync(PathText.Whole(key), caller, cancellationToken);
            return ApiJson.Result(new Done(true, $"The rate of {PathText.Whole(key)} is as configured"), ApiJson.Web.Done);
        });
}

/// <summary>A rule: so many starts in so many seconds, and how many of them at once.</summary>
public sealed record RateView(string Key, int Starts, int PerSeconds, int Burst)
{
    /// <summary>Shows a rule.</summary>
    public RateView(RateRule rule) : this(rule.Key, rule.Starts, (int)rule.Period.TotalSeconds, rule.Burst) { }
}

/// <summary>The rules in force.</summary>
public sealed record RatesView(IReadOnlyList<RateView> Rates);
