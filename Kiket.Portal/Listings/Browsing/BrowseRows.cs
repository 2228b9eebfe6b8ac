using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>The rows of a page without a search, read from a listing that stands shortly before it.</summary>
internal sealed class BrowseRows
{
    // Compiled once, because all pages of the marketplace without filters use these. Not static, because they belong to
    // one provider's model.
    private readonly Func<PortalDb, string, int, int, IAsyncEnumerable<CardRow>> _newest = EF.CompileAsyncQuery(
        (PortalDb db, string registry, int skip, int take) => db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == registry && listing.State == ListingState.Listed)
            .OrderByDescending(listing => listing.ReleasedAt).ThenByDescending(listing => listing.Id)
            .Skip(skip).Take(take).Select(CardRow.Selector));

    private readonly Func<PortalDb, string, int, int, IAsyncEnumerable<CardRow>> _byName = EF.CompileAsyncQuery(
        (PortalDb db, string registry, int skip, int take) => db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == registry && listing.State == ListingState.Listed)
            .OrderBy(listing => listing.SortName).ThenBy(listing => listing.Id)
            .Skip(skip).Take(take).Select(CardRow.Selector));

    private readonly Func<PortalDb, string, int, int, IAsyncEnumerable<CardRow>> _byRating = EF.CompileAsyncQuery(
        (PortalDb db, string registry, int skip, int take) => db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == registry && listing.State == ListingState.Listed)
            .OrderByDescending(listing => listing.RatingScore).ThenByDescending(listing => listing.Id)
            .Skip(skip).Take(take).Select(CardRow.Selector));

    /// <summary>For the shelves of one category: those of the marketplace, and what is related to a listing.</summary>
    private readonly Func<PortalDb, string, string, int, int, IAsyncEnumerable<CardRow>> _newestOf = EF.CompileAsyncQuery(
        (PortalDb db, string registry, string category, int skip, int take) => db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == registry && listing.State == ListingState.Listed
                && listing.Categories.Any(candidate => candidate.Slug == category))
            .OrderByDescending(listing => listing.ReleasedAt).ThenByDescending(listing => listing.Id)
            .Skip(skip).Take(take).Select(CardRow.Selector));

    /// <param name="after">The listing that the rows are read after; null from the beginning.</param>
    public IAsyncEnumerable<CardRow> Of(PortalDb db, BrowseRequest request, ListingPlace? after, int skip, int take)
    {
        if (request.Filter == BrowseFilter.None && after is null)
        {
            var compiled = request.Sort switch { ListingSort.Name => _byName, ListingSort.Rating => _byRating, _ => _newest };
            return compiled(db, request.Registry.Name, skip, take);
        }

        if (after is null && request.Sort is (ListingSort.Relevance or ListingSort.Updated)
            && request.Filter.Category is [var category] && request.Filter with { Category = default } == BrowseFilter.None)
        {
            return _newestOf(db, request.Registry.Name, category, skip, take);
        }

        var listings = Filtered(db, request.Registry, request.Filter);
        if (after is not null)
        {
            listings = request.Sort switch
            {
                ListingSort.Name => AfterName(listings, after),
                ListingSort.Rating => AfterScore(listings, after),
                _ => AfterDate(listings, after),
            };
        }

        return CardRow.Of(Ordered(listings, request.Sort).Skip(skip).Take(take)).AsAsyncEnumerable();
    }

    /// <summary>By name, best rated or newest first. The id decides between equals, so an order is always the same.</summary>
    public static IQueryable<Listing> Ordered(IQueryable<Listing> listings, ListingSort sort) => sort switch
    {
        ListingSort.Name => listings.OrderBy(listing => listing.SortName).ThenBy(listing => listing.Id),
        ListingSort.Rating => listings.OrderByDescending(listing => listing.RatingScore).ThenByDescending(listing => listing.Id),
        _ => listings.OrderByDescending(listing => listing.ReleasedAt).ThenByDescending(listing => listing.Id),
    };

    public static IQueryable<Listing> Filtered(PortalDb db, VisibleRegistry registry, BrowseFilter filter)
    {
        var listings = registry.Listed(db.Set<Listing>().AsNoTracking());
        if (filter.Category.Count > 0)
        {
            string[] categories = [.. filter.Category];
            listings = listings.Where(listing => listing.Categories.Any(candidate => categories.Contains(candidate.Slug)));
        }

        if (filter.Pricing.Count > 0)
        {
            Releases.Offers.PriceModel[] models = [.. filter.Pricing];
            listings = listings.Where(listing => models.Contains(listing.PriceModel));
        }

        if (filter.Hosting.Count == 1)
        {
            var managed = filter.Hosting.Has(HostedBy.Kiket);
            listings = listings.Where(listing => listing.IsManaged == managed);
        }

        if (filter.Verified)
        {
            listings = listings.Where(listing => listing.IsVerified);
        }

        if (filter.Permission.Count > 0)
        {
            var ending = ListingFacets.NoScopes;
            var withNone = filter.Permission.Has(BrowseFilter.NoPermission);
            string[] inside = [.. filter.Permission.Where(scope => scope != BrowseFilter.NoPermission).Select(ListingFacets.ScopeInKey)];
            listings = inside.Length == 0
                ? listings.Where(listing => listing.Facets.EndsWith(ending))
                : listings.Where(listing => inside.Any(scope => listing.Facets.Contains(scope)) || (withNone && listing.Facets.EndsWith(ending)));
        }

        return listings;
    }

    /// <summary>The first comparison is one that an index begins at; the second decides between equals.</summary>
    private static IQueryable<Listing> AfterDate(IQueryable<Listing> listings, ListingPlace after)
    {
        var (id, at) = (after.Id, after.ReleasedAt);
        return listings.Where(listing => listing.ReleasedAt <= at && (listing.ReleasedAt < at || listing.Id < id));
    }

    private static IQueryable<Listing> AfterScore(IQueryable<Listing> listings, ListingPlace after)
    {
        var (id, score) = (after.Id, after.RatingScore);
        return listings.Where(listing => listing.RatingScore <= score && (listing.RatingScore < score || listing.Id < id));
    }

    private static IQueryable<Listing> AfterName(IQueryable<Listing> listings, ListingPlace after)
    {
        var (id, name) = (after.Id, after.SortName);
        return listings.Where(listing => string.Compare(listing.SortName, name) >= 0
            && (string.Compare(listing.SortName, name) > 0 || listing.Id > id));
    }
}
