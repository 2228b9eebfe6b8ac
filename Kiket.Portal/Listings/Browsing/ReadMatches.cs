using Kiket.Portal.Data;
using Kiket.Portal.Listings.Search;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>The listings that some words find.</summary>
/// <param name="Hits">In the order of the request, with its filters; at most <see cref="ListingIndex.MaxCandidates"/>.</param>
/// <param name="Counts">Of all matches.</param>
/// <param name="WithoutFilters">How many listings the words find without filters.</param>
public sealed record ListingMatches(IReadOnlyList<ListingHit> Hits, FacetCounts Counts, int WithoutFilters)
{
    /// <summary>There are more matches than were counted, so the total is the least that there are.</summary>
    public bool IsAtLeast { get; init; }
}

/// <summary>
/// Finds and counts matches. The index applies the filters before it stops reading, and counting goes on where ranking
/// stops: a total is that of all matches, or it says that there are more. Both read at the same time, so that a search takes as long as the
/// longer of them.
/// </summary>
public sealed class ReadMatches(ListingIndex index, IDbContextFactory<PortalDb> databases)
{
    public async Task<ListingMatches> RunAsync(PortalDb db, BrowseRequest request, SearchTerms terms, CancellationToken cancellationToken)
    {
        var counting = CellsAsync(request, terms, cancellationToken);
        var finding = index.FindAsync(db, request.Registry.Name, request.Filter.Scope(request.Registry), terms, cancellationToken);
        await Task.WhenAll(counting, finding);
        return await CountAsync(db, request, terms, await finding, await counting, cancellationToken);
    }

    /// <param name="found">The best matches of the terms, best first.</param>
    public async Task<ListingMatches> CountAsync(
        PortalDb db, BrowseRequest request, SearchTerms terms, IReadOnlyList<ListingHit> found, CancellationToken cancellationToken) =>
        await CountAsync(db, request, terms, found, await CellsAsync(request, terms, cancellationToken), cancellationToken);

    /// <param name="all">Of everything that the terms match, whatever the filters.</param>
    private async Task<ListingMatches> CountAsync(
        PortalDb db,
        BrowseRequest request,
        SearchTerms terms,
        IReadOnlyList<ListingHit> found,
        IReadOnlyList<FacetCell> all,
        CancellationToken cancellationToken)
    {
        var filter = request.Filter;
        // An id that was typed is found without the index, and so without its filters.
        var facets = found.Select(hit => hit.Facets).Distinct(StringComparer.Ordinal).ToDictionary(key => key, ListingFacets.Parse, StringComparer.Ordinal);
        IReadOnlyList<ListingHit> hits = [.. found.Where(hit => filter.Matches(facets[hit.Facets]))];
        var isCut = found.Count >= ListingIndex.MaxCandidates;
        hits = request.Sort == ListingSort.Relevance ? hits
            : isCut ? await index.SortedAsync(db, filter.Scope(request.Registry), terms, Order(request.Sort), cancellationToken)
            : [.. Sorted(hits, request.Sort)];
        if (filter == BrowseFilter.None && !isCut)
        {
            var cells = hits.CountBy(hit => hit.Facets, StringComparer.Ordinal).Select(kind => new FacetCell(facets[kind.Key], kind.Value));
            return new ListingMatches(hits, FacetCounts.Of(cells, filter), hits.Count);
        }

        var withoutFilters = Total(all);
        var counts = FacetCounts.Of(all, filter);
        if (withoutFilters <= index.MaxCounted)
        {
            return new ListingMatches(hits, counts with { Total = Math.Max(counts.Total, hits.Count) }, Math.Max(withoutFilters, hits.Count));
        }

        // The filters may leave few of matches that are too many to count.
        var total = filter == BrowseFilter.None ? withoutFilters
            : isCut ? Total(await CellsAsync(db, filter.Scope(request.Registry), terms, cancellationToken))
            : hits.Count;
        return new ListingMatches(
            hits, counts with { Total = Math.Min(total, index.MaxCounted), IsAtLeast = true }, Math.Min(withoutFilters, index.MaxCounted))
        {
            IsAtLeast = total > index.MaxCounted,
        };
    }

    private static int Total(IEnumerable<FacetCell> cells) => cells.Sum(cell => cell.Count);

    private static IEnumerable<ListingHit> Sorted(IEnumerable<ListingHit> hits, ListingSort sort) => sort switch
    {
        ListingSort.Name => hits.OrderBy(hit => FoldedText.Of(hit.Name), StringComparer.Ordinal),
        ListingSort.Rating => hits.OrderByDescending(hit => hit.RatingScore).ThenByDescending(hit => hit.Id),
        _ => hits.OrderByDescending(hit => hit.ReleasedAt),
    };

    private static HitOrder Order(ListingSort sort) => sort switch
    {
        ListingSort.Name => HitOrder.Name,
        ListingSort.Rating => HitOrder.Rating,
        _ => HitOrder.Newest,
    };

    /// <summary>On a thread of its own, because SQLite's provider doesn't return before it has read.</summary>
    private Task<IReadOnlyList<FacetCell>> CellsAsync(BrowseRequest request, SearchTerms terms, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return await CellsAsync(db, BrowseFilter.None.Scope(request.Registry), terms, cancellationToken);
        },
        cancellationToken);

    private async Task<IReadOnlyList<FacetCell>> CellsAsync(PortalDb db, SearchScope scope, SearchTerms terms, CancellationToken cancellationToken) =>
        [.. (await index.CountAsync(db, scope, terms, cancellationToken)).Select(count => new FacetCell(ListingFacets.Parse(count.Facets), count.Count))];
}
