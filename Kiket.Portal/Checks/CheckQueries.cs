using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks;

/// <summary>The checks of a commit, with the overridden findings.</summary>
/// <param name="Overrides">The overrides of the repository, by the key of their finding.</param>
public sealed record CheckedCommit(CheckReport Report, IReadOnlyDictionary<string, FindingOverride> Overrides)
{
    /// <summary>The errors that block: found, and not overridden.</summary>
    public IReadOnlyList<Finding> Blocking =>
        [.. Report.OwnFindings.Where(finding => finding.Level == FindingLevel.Error && !(finding.Key is { } key && Overrides.ContainsKey(key)))];
}

public sealed class CheckQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The checks of a commit; null when it was never checked. The caller must check who may see them.</summary>
    public async Task<CheckedCommit?> FindAsync(Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, repositoryId, commit, cancellationToken);
    }

    /// <summary>The same inside the caller's context.</summary>
    public static async Task<CheckedCommit?> FindAsync(PortalDb db, Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        var report = await db.Set<CheckReport>().AsNoTracking().Include(candidate => candidate.Runs)
            .SingleOrDefaultAsync(candidate => candidate.RepositoryId == repositoryId && candidate.Commit == commit, cancellationToken);
        return report is null ? null : new CheckedCommit(report, await OverridesAsync(db, repositoryId, cancellationToken));
    }

    /// <summary>The overrides of a repository, by the key of the finding.</summary>
    public static async Task<IReadOnlyDictionary<string, FindingOverride>> OverridesAsync(
        PortalDb db, Guid repositoryId, CancellationToken cancellationToken) =>
        await db.Set<FindingOverride>().AsNoTracking()
            .Where(entry => entry.RepositoryId == repositoryId)
            .ToDictionaryAsync(entry => entry.Key, StringComparer.Ordinal, cancellationToken);
}
