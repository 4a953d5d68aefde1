namespace JobFunctions.Testing;

/// <summary>Waits for what another thread or process brings about: no longer than it takes, and never a fixed time.</summary>
public static class Eventually
{
    /// <summary>When to give up on what never comes. It asserts no speed: a machine may be busy, and a crash is noticed by leases and timers.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Looked at again and again.</param>
    /// <param name="what">Named when the time is over.</param>
    /// <param name="limit">How long at most; three minutes by default.</param>
    public static Task BecomesTrue(Func<bool> condition, string what, TimeSpan? limit = null) =>
        BecomesTrue(() => Task.FromResult(condition()), what, limit);

    /// <inheritdoc cref="BecomesTrue(Func{bool}, string, TimeSpan?)" />
    public static async Task BecomesTrue(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var longest = limit ?? Limit;
        for (var began = TimeProvider.System.GetTimestamp(); !await condition();)
        {
            if (TimeProvider.System.GetElapsedTime(began) > longest)
                throw new TimeoutException($"After {longest.TotalSeconds:0} s it still did not hold that {what}");
            await Task.Delay(LookAgain, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until there is a value.</summary>
    /// <returns>The first one that is not null.</returns>
    public static async Task<T> Appears<T>(Func<Task<T?>> find, string what) where T : class
    {
        T? found = null;
        await BecomesTrue(async () => (found = await find()) is not null, what);
        return found!;
    }

    /// <summary>Awaits a task that a broken test would wait for in vain.</summary>
    public static Task<T> Completes<T>(Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="Completes{T}(Task{T})" />
    public static Task Completes(Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
