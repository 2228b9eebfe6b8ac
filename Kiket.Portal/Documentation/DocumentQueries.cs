using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Documentation;

/// <summary>The part of a document that a page shows, without its source and its search text, which are just as long.</summary>
public sealed record ShownDocument(string Path, SafeHtml Html, IReadOnlyList<DocumentHeading> Headings);

/// <summary>Reads stored documentation. Nothing is rendered here.</summary>
public sealed class DocumentQueries(IDbContextFactory<PortalDb> databases)
{
    // Compiled once, because every page of a listing runs both. Not static, because they belong to one provider's model.
    private readonly Func<PortalDb, Guid, IAsyncEnumerable<DocumentTab>> _tabs = EF.CompileAsyncQuery(
        (PortalDb db, Guid set) => db.Set<DocumentPage>().Where(page => page.DocumentSetId == set).Select(page => page.Tab).Distinct());

    private readonly Func<PortalDb, Guid, DocumentTab, CancellationToken, Task<ShownDocument?>> _page = EF.CompileAsyncQuery(
        (PortalDb db, Guid set, DocumentTab tab, CancellationToken _) => db.Set<DocumentPage>().AsNoTracking()
            .Where(page => page.DocumentSetId == set && page.Tab == tab)
            .OrderBy(page => page.Order)
            .Select(page => new ShownDocument(page.Path, page.Html, page.Headings))
            .FirstOrDefault());

    /// <summary>The newest set of a repository's commit, or null when that commit hasn't been read.</summary>
    public async Task<Guid?> FindAsync(Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<DocumentSet>()
            .Where(set => set.RepositoryId == repositoryId && set.Commit == commit)
            .OrderByDescending(set => set.CreatedAt)
            .Select(set => (Guid?)set.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The tabs that exist, in the order of the page.</summary>
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

    /// <summary>The page of Overview or Getting Started, or null when there is no such tab.</summary>
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

    /// <summary>The changelog's entries in the order of the file, usually newest first.</summary>
    public async Task<IReadOnlyList<DocumentPage>> GetChangelogAsync(Guid documentSetId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Pages(db, documentSetId, DocumentTab.Changelog).ToListAsync(cancellationToken);
    }

    /// <summary>The versions that the changelog has an entry for, without reading the entries.</summary>
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
