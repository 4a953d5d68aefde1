using JobFunctions.Core.Audit;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Shows admins who did what.</summary>
/// <param name="table">The entries.</param>
public sealed class AuditReader(AuditTable table)
{
    /// <summary>A page of entries, the newest first.</summary>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    public Task<AuditPage> ListAsync(AuditQuery query, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequireAdmin("read the audit trail");
        return table.ListAsync(query, cancellationToken);
    }
}
