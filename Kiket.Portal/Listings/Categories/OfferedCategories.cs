using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>
/// The categories that submissions of some extensions can choose, read from the database: the offered ones, and those
/// that their listings already have.
/// </summary>
public sealed class OfferedCategories
{
    private readonly IReadOnlyList<Category> _all;
    private readonly ILookup<Guid, string> _listed;

    private OfferedCategories(IReadOnlyList<Category> all, ILookup<Guid, string> listed) => (_all, _listed) = (all, listed);

    public static async Task<OfferedCategories> ReadAsync(PortalDb db, IReadOnlySet<Guid> extensionKeys, CancellationToken cancellationToken)
    {
        var listed = extensionKeys.Count == 0
            ? []
            : await db.Set<Listing>()
                .Where(listing => extensionKeys.Contains(listing.ExtensionKey))
                .SelectMany(listing => listing.Categories, (listing, category) => new Listed(listing.ExtensionKey, category.Slug))
                .ToListAsync(cancellationToken);
        var all = await db.Set<Category>().AsNoTracking().OrderBy(category => category.Order).ToListAsync(cancellationToken);
        return new OfferedCategories(all, listed.ToLookup(one => one.ExtensionKey, one => one.Slug));
    }

    /// <param name="extensionKey">Null for an extension that has no listing yet.</param>
    public IReadOnlyList<Category> For(Guid? extensionKey) =>
        [.. _all.Where(category => !category.IsRetired || (extensionKey is { } key && _listed[key].Contains(category.Slug, StringComparer.Ordinal)))];

    private sealed record Listed(Guid ExtensionKey, string Slug);
}
