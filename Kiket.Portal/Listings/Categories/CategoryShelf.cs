using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>
/// The categories in memory, in their order, because every page of the marketplace shows some. Read at start, after
/// every change on any node, and every minute in case a signal is lost.
/// </summary>
public sealed class CategoryShelf(IDbContextFactory<PortalDb> databases)
{
    private volatile IReadOnlyList<Category> _all = CategorySeed.All;

    /// <summary>All of them, including retired ones, because listings keep those.</summary>
    public IReadOnlyList<Category> All => _all;

    /// <summary>The categories to choose from. A retired one is only included if it is already chosen.</summary>
    public IEnumerable<Category> Offered(IReadOnlyList<string> chosen) => All.Where(category => !category.IsRetired || chosen.Contains(category.Slug));

    public Category? Find(string slug) => All.FirstOrDefault(category => category.Slug == slug);

    /// <summary>The name on the screen; an unknown slug is returned unchanged.</summary>
    public string NameOf(string slug) => Find(slug)?.Name ?? slug;

    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _all = await db.Set<Category>().AsNoTracking().OrderBy(category => category.Order).ThenBy(category => category.Name).ToListAsync(cancellationToken);
    }
}
