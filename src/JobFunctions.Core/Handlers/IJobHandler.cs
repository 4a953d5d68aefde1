using System.Text.Json;

namespace JobFunctions.Core.Handlers;

/// <summary>
/// Does the work of one job type. Derive from <see cref="JobHandler{TConfig}"/>, which turns the config into a type, and
/// register with <c>AddJobHandler</c>. One instance serves all jobs of the type at once, so it keeps no state of a job.
/// </summary>
public interface IJobHandler
{
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>The name that a submit gives as <c>type</c>: lower case, digits and underscores.</summary>
    string Type { get; }

    /// <summary>
    /// The members at the top of the config that are secret, such as a token: texts, which are kept apart and encrypted. The handler finds
    /// them in its config again, and in <see cref="IJobContext.Secrets"/>.
    /// </summary>
    IReadOnlyCollection<string> SecretMembers => [];

    /// <summary>The members at the top of the config that name input files (<see cref="InputFile"/>).</summary>
    IReadOnlyCollection<string> FileMembers => [];

    /// <summary>What people and submit forms are told of the type.</summary>
    JobTypeDescription Describe() => new(Type, JobTypeDescription.TitleOf(Type), "", AnyObject, SecretMembers, []);

    /// <summary>
    /// How much of a process's room a running job takes, from 1. A process runs jobs of <c>Jobs:MaxWeight</c> in all at once, 200 by default,
    /// so that one stands for about 10 MiB where an instance has 2 GiB: a type whose jobs take 400 MiB says 40, and five share a process.
    /// </summary>
    int Weight => 1;

    /// <summary>Looks at a config when it is submitted. What it returns goes to the caller as a 400; nothing is stored then.</summary>
    /// <returns>One entry for each field that is wrong; empty when the config will do.</returns>
    IReadOnlyList<FieldError> Validate(JsonElement config);

    /// <summary>
    /// Runs one attempt. A job can run more than once (after a crash, or a retry), so what this does outside must bear repeating.
    /// </summary>
    /// <param name="config">The job's config; it passed <see cref="Validate"/> when it was submitted.</param>
    /// <param name="job">The job's inputs, results and progress.</param>
    /// <param name="cancellationToken">
    /// Fires when the job is cancelled, when it has run longer than its timeout, when this process has lost the job, and at shutdown.
    /// </param>
    /// <returns>The job's result, a small JSON object (at most 30,000 characters), or null. Larger output belongs into result files.</returns>
    /// <exception cref="PermanentJobException">Trying again can't help; the job fails at once. Any other exception is retried.</exception>
    Task<JsonElement?> RunAsync(JsonElement config, IJobContext job, CancellationToken cancellationToken);
}
