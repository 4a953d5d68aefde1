namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>What happens in a chaos run.</summary>
/// <param name="Jobs">How many jobs are accepted.</param>
/// <param name="Kills">How many times a process is killed.</param>
/// <param name="Processes">How many there are.</param>
/// <param name="Users">Whose jobs they are.</param>
/// <param name="Global">How many jobs may run at once.</param>
/// <param name="PerUser">How many of one user.</param>
/// <param name="Seed">Of everything that is random.</param>
internal sealed record ChaosPlan(int Jobs, int Kills, int Processes, int Users, int Global, int PerUser, int Seed);

/// <summary>What a chaos run showed.</summary>
internal sealed class ChaosReport
{
    public required ChaosPlan Plan { get; init; }

    public int Accepted { get; set; }

    public int Refused { get; set; }

    public int Kills { get; set; }

    public int Faults { get; set; }

    public int Attempts { get; set; }

    public int CutShort { get; set; }

    public int MostAtOnce { get; set; }

    public int MostOfOneUser { get; set; }

    public TimeSpan Took { get; set; }

    public Dictionary<string, int> Outcomes { get; } = [];

    public List<string> Lost { get; } = [];

    public List<string> TwoOutcomes { get; } = [];

    public List<string> CounterErrors { get; } = [];

    public int LimitViolations => Math.Max(0, MostAtOnce - Plan.Global) + Math.Max(0, MostOfOneUser - Plan.PerUser);

    /// <summary>As Markdown.</summary>
    public string Table() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        | what | figure |
        | --- | ---: |
        | jobs accepted | {Accepted} |
        | of users | {Plan.Users} |
        | submits refused or cut off, tried again by their caller | {Refused} |
        | processes | {Plan.Processes} |
        | processes killed (SIGKILL) | {Kills} |
        | storage requests lost, throttled, slowed or doubled | {Faults} |
        | attempts seen at work | {Attempts} |
        | of these cut short by a kill or a cancel | {CutShort} |
        | completed, failed, cancelled | {Outcome("completed")}, {Outcome("failed")}, {Outcome("cancelled")} |
        | most jobs at once (limit {Plan.Global}) | {MostAtOnce} |
        | most jobs of one user at once (limit {Plan.PerUser}) | {MostOfOneUser} |
        | **jobs lost** | **{Lost.Count}** |
        | **jobs with two outcomes** | **{TwoOutcomes.Count}** |
        | **limit violations** | **{LimitViolations}** |
        | **counter and index errors** | **{CounterErrors.Count}** |
        | minutes | {Took.TotalMinutes:0.0} |
        """);

    private int Outcome(string status) => Outcomes.GetValueOrDefault(status);
}
