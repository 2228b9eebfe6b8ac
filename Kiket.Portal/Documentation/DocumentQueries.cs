using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Documentation;

/// <summary>What a page shows of a document; not its source and not its words for the search, which are as long again.</summary>
public sealed record ShownDocument(string Path, SafeHtml Html, IReadOnlyList<DocumentHeading> Headings);

/// <summary>Reads stored documentation; nothing here renders.</summary>
public sealed class DocumentQueries(IDbContextFactory<PortalDb> databases)
{
    // Translated once: both stand behind every page of a listing. Not static, because they belong to one provider's model.
    private readonly Func<PortalDb, Guid, IAsyncEnumerable<DocumentTab>> _tabs = EF.CompileAsyncQuery(
        (PortalDb db, Guid set) => db.Set<DocumentPage>().Where(page => page.DocumentSetId == set).Select(page => page.Tab).Distinct());

    private readonly Func<PortalDb, Guid, DocumentTab, CancellationToken, Task<ShownDocument?>> _page = EF.CompileAsyncQuery(
        (PortalDb db, Guid set, DocumentTab tab, CancellationToken _) => db.Set<DocumentPage>().AsNoTracking()
            .Where(page => page.DocumentSetId == set && page.Tab == tab)
            .OrderBy(page => page.Order)
            .Select(page => new ShownDocument(page.Path, page.Html, page.Headings))
            .FirstOrDefault());

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
        var tabs = new List<DocumentTab>();
        await foreach (var tab in _tabs(db, documentSetId).WithCancellation(cancellationToken))
        {
            tabs.Add(tab);
        }

        tabs.Sort();
        return tabs;
    }

    /// <summary>The page of Overview or Getting Started, or null when the tab is absent.</summary>
    public async Task<ShownDocument?> GetPageAsync(Guid documentSetId, DocumentTab tab, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await _page(db, documentSetId, tab, cancellationToken);
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
