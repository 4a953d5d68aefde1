using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Shows and sets how often jobs may start while the service runs, for admins.</summary>
/// <param name="state">Where the rules are stored.</param>
/// <param name="controls">What this instance knows of them.</param>
/// <param name="audit">Who did it.</param>
/// <param name="time">What time it is.</param>
public sealed class RateControl(ServiceState state, Controls controls, AuditTrail audit, TimeProvider time)
{
    private const string SeeAndSet = "see and set rates";

    /// <summary>As much as a property holds.</summary>
    private const int MaxText = 32 * 1024;

    /// <summary>The rules in force, by key: the configured ones, and in their place those that were set.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin: the keys name users.</exception>
    public async Task<IReadOnlyList<RateRule>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin(SeeAndSet);
        return [.. (await controls.RatesAsync(cancellationToken)).All];
    }

    /// <summary>Sets a rule; every instance acts on it within two seconds. Start times that are reserved already stay.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    /// <exception cref="InvalidRequestException">The rule is out of range, there are too many, or what is stored can't be read.</exception>
    public async Task<RateRule> SetAsync(RateRule rule, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin(SeeAndSet);
        if (!RateRules.IsKey(rule.Key))
            throw new InvalidRequestException("key", "must be type:, owner: or key: and a name of 1 to 200 characters, or * for each name by itself");
        if (rule.Starts is < 0 or > RateRule.Largest)
            throw new InvalidRequestException("starts", $"must be between 0 (any number) and {RateRule.Largest}");
        if (rule.Period < TimeSpan.FromSeconds(1) || rule.Period > RateRule.LongestPeriod)
            throw new InvalidRequestException("per_seconds", $"must be between 1 and {RateRule.LongestPeriod.TotalSeconds:0}");
        if (rule.Burst is < 1 or > RateRule.Largest)
            throw new InvalidRequestException("burst", $"must be between 1 and {RateRule.Largest}");
        await ChangeAsync(rules => rules.With(rule), caller, cancellationToken);
        await audit.RecordAsync(caller, AuditActions.SetRate, rule.Key, null, rule.Sentence);
        return rule;
    }

    /// <summary>Goes back to what is configured for a key.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    /// <exception cref="InvalidRequestException">What is stored can't be read.</exception>
    public async Task ResetAsync(string key, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin(SeeAndSet);
        await ChangeAsync(rules => rules.Without(key), caller, cancellationToken);
        await audit.RecordAsync(caller, AuditActions.SetRate, key, null, "as configured");
    }

    private async Task ChangeAsync(Func<RateRules, RateRules> change, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await state.SettingsAsync(cancellationToken);
            if (!RateRules.TryParse(before.Rates, out var rules))
                throw new InvalidRequestException("key", "The stored rates can't be read, so none can be changed; mend the row service/operator of the table system");
            var after = change(rules);
            if (after.All.Count() > RateRules.Most)
                throw new InvalidRequestException("key", $"There are {RateRules.Most} rules already");
            if (after.ToString() is var text && text.Length > MaxText)
                throw new InvalidRequestException("key", "There is no room for one more rule with so long a key");
            if (await state.TrySetRatesAsync(before, text, caller.UserId, time.GetUtcNow(), cancellationToken))
                break;
        }

        controls.Forget();
    }
}
