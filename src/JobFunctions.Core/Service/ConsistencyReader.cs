using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;

namespace JobFunctions.Core.Service;

/// <summary>Shows admins what the reconciler would mend.</summary>
/// <param name="reconciler">Looks.</param>
public sealed class ConsistencyReader(Reconciler reconciler)
{
    /// <summary>Looks at everything, for as long as a request may take, and changes nothing.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    public Task<ConsistencyReport> LookAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin("read the consistency report");
        return reconciler.LookAsync(BulkRunner.RequestLimit, cancellationToken);
    }
}
