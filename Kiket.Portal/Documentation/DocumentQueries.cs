using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Documentation;

/// <summary>Reads stored documentation; nothing here renders.</summary>
public sealed class DocumentQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The newest set of a repository's commit, or null when that commit was not read.</summary>
    public async Task<Guid?> FindAsync(Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<DocumentSet>()
            .Where(set => set.RepositoryId == repositoryId && set.Commit == commit)
            .OrderByDescending(set => set.CreatedAt)
            .Select(set => (Guid?)set.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The tabs that exist, in the order in which they are shown.</summary>
    public async Task<IReadOnlyList<DocumentTab>> GetTabsAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tabs = await db.Set<DocumentPage>()
            .Where(page => page.DocumentSetId == documentSetId)
            .Select(page => page.Tab)
            .Distinct()
            .ToListAsync(cancellationToken);
        return [.. tabs.Order()];
    }

    /// <summary>The page of Overview or Getting Started, or null when the tab is absent.</summary>
    public async Task<DocumentPage?> GetPageAsync(Guid documentSetId, DocumentTab tab, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Pages(db, documentSetId, tab).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DocumentPage>> GetExamplesAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Pages(db, documentSetId, DocumentTab.Examples).ToListAsync(cancellationToken);
    }

    /// <summary>The changelog's entries as they stand in the file, newest first by custom.</summary>
    public async Task<IReadOnlyList<DocumentPage>> GetChangelogAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Pages(db, documentSetId, DocumentTab.Changelog).ToListAsync(cancellationToken);
    }

    /// <summary>The versions that the changelog has an entry for; nothing else of it is read.</summary>
    public async Task<IReadOnlySet<string>> GetChangelogVersionsAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var versions = await Pages(db, documentSetId, DocumentTab.Changelog)
            .Where(page => page.Version != null)
            .Select(page => page.Version!)
            .ToListAsync(cancellationToken);
        return versions.ToHashSet(StringComparer.Ordinal);
    }

    private static IQueryable<DocumentPage> Pages(PortalDb db, Guid set, DocumentTab tab) =>
        db.Set<DocumentPage>().AsNoTracking().Where(page => page.DocumentSetId == set && page.Tab == tab).OrderBy(page => page.Order);
}
