using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks;

/// <summary>The checks of a commit, with the overridden findings.</summary>
/// <param name="Overrides">The overrides of the repository, by the key of their finding.</param>
public sealed record CheckedCommit(CheckReport Report, IReadOnlyDictionary<string, FindingOverride> Overrides)
{
    /// <summary>Everything that keeps a version from being submitted, the reading's own errors too, as each page counts it.</summary>
    public IReadOnlyList<Finding> Errors =>
    [
        .. Report.Runs.Where(run => run.Kind == CheckKind.Manifest).SelectMany(run => run.Findings).Where(finding => finding.Level == FindingLevel.Error),
        .. Blocking,
    ];

    /// <summary>The checks' own errors that block: found, and not overridden.</summary>
    public IReadOnlyList<Finding> Blocking =>
        [.. Report.OwnFindings.Where(finding => finding.Level == FindingLevel.Error && !(finding.Key is { } key && Overrides.ContainsKey(key)))];
}

/// <summary>A commit of a connected repository.</summary>
public readonly record struct CommitOf(Guid RepositoryId, string Commit);

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
        var asked = new CommitOf(repositoryId, commit);
        return (await FindAsync(db, [asked], cancellationToken)).GetValueOrDefault(asked);
    }

    /// <summary>The checks of many commits; those that were never checked are missing.</summary>
    public static async Task<IReadOnlyDictionary<CommitOf, CheckedCommit>> FindAsync(
        PortalDb db, IReadOnlyCollection<CommitOf> asked, CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
        {
            return new Dictionary<CommitOf, CheckedCommit>();
        }

        var repositories = asked.Select(one => one.RepositoryId).ToHashSet();
        var commits = asked.Select(one => one.Commit).ToHashSet(StringComparer.Ordinal);
        var reports = await db.Set<CheckReport>().AsNoTracking().Include(report => report.Runs)
            .Where(report => repositories.Contains(report.RepositoryId) && commits.Contains(report.Commit))
            .ToListAsync(cancellationToken);
        var overrides = (await db.Set<FindingOverride>().AsNoTracking()
            .Where(entry => repositories.Contains(entry.RepositoryId))
            .ToListAsync(cancellationToken))
            .ToLookup(entry => entry.RepositoryId);
        return reports.ToDictionary(
            report => new CommitOf(report.RepositoryId, report.Commit),
            report => new CheckedCommit(report, overrides[report.RepositoryId].ToDictionary(entry => entry.Key, StringComparer.Ordinal)));
    }

    /// <summary>The overrides of a repository, by the key of the finding.</summary>
    public static async Task<IReadOnlyDictionary<string, FindingOverride>> OverridesAsync(
        PortalDb db, Guid repositoryId, CancellationToken cancellationToken) =>
        await db.Set<FindingOverride>().AsNoTracking()
            .Where(entry => entry.RepositoryId == repositoryId)
            .ToDictionaryAsync(entry => entry.Key, StringComparer.Ordinal, cancellationToken);
}
