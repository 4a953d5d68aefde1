using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Who asks.</summary>
/// <param name="UserId">The user; jobs and files that he makes are his.</param>
/// <param name="IsAdmin">Whether he may see and change everything.</param>
/// <param name="Programs">The programs whose jobs he may see and change besides his own.</param>
public sealed record Caller(string UserId, bool IsAdmin, IReadOnlySet<string> Programs)
{
    /// <summary>Whether the caller may see and change a job.</summary>
    public bool MayTouch(Job job) => IsAdmin || job.Owner == UserId || (job.Program is { } program && Programs.Contains(program));

    /// <summary>Lets nobody but admins through.</summary>
    /// <param name="what">What they may: it ends the sentence that others read.</param>
    /// <exception cref="ForbiddenException">The caller is no admin.</exception>
    public void RequireAdmin(string what)
    {
        if (!IsAdmin)
            throw new ForbiddenException($"Only an admin may {what}");
    }

    /// <summary>Whose things are meant: the caller's own when nobody is named; an admin may name anybody.</summary>
    /// <param name="owner">Who is named; null for nobody.</param>
    /// <param name="things">What is asked for, for the sentence that others read.</param>
    /// <exception cref="ForbiddenException">They are another user's.</exception>
    public string OwnerOrSelf(string? owner, string things) => owner is null || owner == UserId || IsAdmin
        ? owner ?? UserId
        : throw new ForbiddenException($"Access denied to another user's {things}");

    /// <summary>A query as the caller may ask it: for his own jobs or those of one of his programs; an admin's is for all.</summary>
    /// <exception cref="ForbiddenException">It asks for more than that.</exception>
    public JobQuery Narrow(JobQuery query)
    {
        if (IsAdmin)
            return query;
        if (query.Owner is not null && query.Owner != UserId)
            throw new ForbiddenException("Access denied to another user's jobs");
        if (query.Program is not { } program)
            return query with { Owner = UserId };
        return Programs.Contains(program) ? query : throw new ForbiddenException($"Access denied to program {program}");
    }
}
