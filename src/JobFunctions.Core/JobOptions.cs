namespace JobFunctions.Core;

/// <summary>How jobs are run; the section <c>Jobs</c> of the configuration.</summary>
public sealed class JobOptions
{
    /// <summary>What this process is called, in <c>locked_by</c> and the worker lists; the machine's name by default.</summary>
    public string? ProcessId { get; set; }

    /// <summary>The type of a submit that names none.</summary>
    public string DefaultType { get; set; } = "data_matching";

    /// <summary>How many jobs may run at once, on all instances together; 0 for no limit but the host's own.</summary>
    public int MaxConcurrent { get; set; }

    /// <summary>How many jobs of one user may run at once; 0 for no limit.</summary>
    public int MaxConcurrentPerUser { get; set; }

    /// <summary>
    /// How much weight of jobs one instance runs at once, by the weights of their types; 0 for any. Full lanes are 192 jobs, so the default of
    /// 200 bounds heavy types alone.
    /// </summary>
    public int MaxWeight { get; set; } = 200;

    /// <summary>How often jobs may start, on all instances together; see <see cref="Rates.RateRules"/> for the form. None by default.</summary>
    public string? RateLimits { get; set; }

    /// <summary>How often a failed job is retried when its submit does not say, 0 to 100.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The bound of the backoff after the first failure; it doubles with each further one.</summary>
    public TimeSpan RetryBase { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest bound of the backoff.</summary>
    public TimeSpan RetryCap { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an instance with running jobs renews its lease.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often an instance without running jobs says that it is there.</summary>
    public TimeSpan IdleHeartbeat { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after its last heartbeat an instance still owns its jobs; a few heartbeats long.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How much the clocks of two machines may differ.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a handler may take to return after its instance could not renew its lease; then the instance ends itself. After that
    /// its slots go to others. Only where limits are set.
    /// </summary>
    public TimeSpan SlotGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a slot waits for its job to be claimed before it goes to the next.</summary>
    public TimeSpan GrantPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long without a word an instance is forgotten.</summary>
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an instance with running jobs asks whether one of them was cancelled.</summary>
    public TimeSpan SignalInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between two writes of a job's progress.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a due job may be pending before its bell is looked for.</summary>
    public TimeSpan BellGrace { get; set; } = TimeSpan.FromMinutes(1);

    // A time of nothing would spin, and a lease that is not renewed in time would take every job from its instance.
    internal bool AreTimesValid =>
        Heartbeat > TimeSpan.Zero && Lease > Heartbeat && IdleHeartbeat > TimeSpan.Zero && SilentAfter > Lease
        && SignalInterval > TimeSpan.Zero && GrantPatience > TimeSpan.Zero && BellGrace > TimeSpan.Zero
        && ClockSkew >= TimeSpan.Zero && SlotGrace >= TimeSpan.Zero && ProgressInterval >= TimeSpan.Zero
        && RetryBase >= TimeSpan.Zero && RetryCap >= RetryBase;
}
