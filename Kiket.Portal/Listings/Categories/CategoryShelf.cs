using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>
/// The categories in memory, in their order: every page of the marketplace names some, and none pays a query for
/// it. Read at start, after every change on any node, and each minute in case a signal is lost.
/// </summary>
public sealed class CategoryShelf(IDbContextFactory<PortalDb> databases)
{
    private volatile IReadOnlyList<Category> _all = CategorySeed.All;

    /// <summary>All of them, retired ones too: a listing keeps what it has.</summary>
    public IReadOnlyList<Category> All => _all;

    /// <summary>What can be chosen; a retired one only where it is chosen already.</summary>
    public IEnumerable<Category> Offered(IReadOnlyList<string> chosen) => All.Where(category => !category.IsRetired || chosen.Contains(category.Slug));

    public Category? Find(string slug) => All.FirstOrDefault(category => category.Slug == slug);

    /// <summary>The name on the screen; a slug that is unknown stands for itself.</summary>
    public string NameOf(string slug) => Find(slug)?.Name ?? slug;

    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _all = await db.Set<Category>().AsNoTracking().OrderBy(category => category.Order).ThenBy(category => category.Name).ToListAsync(cancellationToken);
    }
}
