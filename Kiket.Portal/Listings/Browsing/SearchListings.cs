using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>What a search found.</summary>
/// <param name="Counts">The counts for the filters: of everything that the words match, or of the whole registry without words.</param>
/// <param name="Suggestion">The query with corrected typing errors; null when there is no better one.</param>
/// <param name="IsCorrected">The page shows the suggestion's results, because the query itself finds nothing.</param>
public sealed record FoundListings(Page<ListingCard> Page, FacetCounts Counts, string? Suggestion = null, bool IsCorrected = false)
{
    /// <summary>If several words together find nothing, the words that find something on their own.</summary>
    public IReadOnlyList<ShorterQuery> Fewer { get; init; } = [];

    /// <summary>No listing has all the words, so the page shows those that have some of them, most of them first.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The words that no listing has.</summary>
    public IReadOnlyList<string> Unmatched { get; init; } = [];

    /// <summary>There are more matches than were read, so the total is the least that there are.</summary>
    public bool IsAtLeast => WithoutFilters >= ListingIndex.MaxCandidates;

    /// <summary>How many listings the words find without filters.</summary>
    public int WithoutFilters { get; init; }
}

/// <summary>A part of a query and how much it finds.</summary>
public sealed record ShorterQuery(string Query, int Count);

/// <summary>
/// Browsing and searching a registry. A page costs a fixed number of commands, and none of them reads more than the
/// page or the limited candidates of the search.
/// </summary>
public sealed class SearchListings(
    IDbContextFactory<PortalDb> databases, ListingIndex index, ListingVocabulary words, CatalogueCounts counts)
{
    /// <summary>Fewer hits than this make a typing error likely enough to look for a better word.</summary>
    private const int Few = 3;

    /// <summary>More words than this are hardly one.</summary>
    private const int MostJoined = 3;

    /// <summary>At most this many words of a query without results are searched for on their own.</summary>
    private const int MostAlone = 4;

    /// <summary>Words that are too common to be useful. Some of them are operators in other search engines.</summary>
    private static readonly HashSet<string> SaysNothing = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "app", "apps", "by", "com", "corp", "extension", "extensions", "for", "from", "gmbh", "http", "https", "in", "inc", "into", "llc",
        "ltd", "my", "near", "not", "of", "on", "or", "our", "plugin", "plugins", "the", "to", "with", "www", "your",
    };

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

    public async Task<FoundListings> RunAsync(BrowseRequest request, CancellationToken cancellationToken)
    {
        var page = new PageRequest(request.Page, request.PageSize);
        var terms = SearchTerms.Of(request.Text);
        if (terms.IsEmpty)
        {
            // A text without any letter or digit ("***") isn't a request to see everything.
            return string.IsNullOrWhiteSpace(request.Text)
                ? await BrowseAsync(request, page, cancellationToken)
                : new FoundListings(new Page<ListingCard>([], page, 0), FacetCounts.Of([], BrowseFilter.None));
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hits = await index.FindAsync(db, request.Registry, terms, cancellationToken);
        foreach (var other in hits.Count == 0 ? OtherSpellings(terms) : [])
        {
            hits = hits.Count == 0 ? await index.FindAsync(db, request.Registry, other, cancellationToken) : hits;
        }

        if (hits.Count >= Few || page.Number > 1 || await words.FixAsync(db, terms, cancellationToken) is not { } fixedIn)
        {
            return await WithFewerAsync(db, request, terms, await PageAsync(db, request, page, hits, cancellationToken), cancellationToken);
        }

        var better = await index.FindAsync(db, request.Registry, fixedIn, cancellationToken);
        if (better.Count <= hits.Count)
        {
            return await WithFewerAsync(db, request, terms, await PageAsync(db, request, page, hits, cancellationToken), cancellationToken);
        }

        var isCorrected = hits.Count == 0;
        var found = await PageAsync(db, request, page, isCorrected ? better : hits, cancellationToken);
        return found with { Suggestion = string.Join(' ', fixedIn.Words), IsCorrected = isCorrected };
    }

    /// <summary>The same query without filler words, and with words that may be one: "Node.js" and "face book".</summary>
    private static IEnumerable<SearchTerms> OtherSpellings(SearchTerms terms)
    {
        if (terms.Words.Count < 2)
        {
            yield break;
        }

        var telling = terms.Words.Where(word => !SaysNothing.Contains(word)).ToList();
        if (telling.Count > 0 && telling.Count < terms.Words.Count)
        {
            yield return terms.With(telling);
        }

        if (terms.Words.Count <= MostJoined)
        {
            yield return terms.With([string.Concat(terms.Words)]);
        }
    }

    private async Task<FoundListings> WithFewerAsync(
        PortalDb db, BrowseRequest request, SearchTerms terms, FoundListings found, CancellationToken cancellationToken)
    {
        if (found.WithoutFilters > 0 || terms.Words.Count < 2)
        {
            return found;
        }

        var (fewer, unmatched, places) = (new List<ShorterQuery>(), new List<string>(), new Dictionary<long, (ListingHit Hit, int Words, int Place)>());
        foreach (var word in terms.Words.Where(word => word.Length > 2 && !SaysNothing.Contains(word)).Distinct(StringComparer.Ordinal).Take(MostAlone))
        {
            var hits = await index.FindAsync(db, request.Registry, SearchTerms.Of(word), cancellationToken);
            if (hits.Count == 0)
            {
                unmatched.Add(word);
                continue;
            }

            fewer.Add(new ShorterQuery(word, hits.Count));
            foreach (var (place, hit) in hits.Index())
            {
                var before = places.GetValueOrDefault(hit.Id, (hit, 0, 0));
                places[hit.Id] = (hit, before.Item2 + 1, before.Item3 + place);
            }
        }

        if (places.Count == 0)
        {
            return found with { Fewer = fewer };
        }

        // Who has more of the words comes first, and then who has them in a better place.
        var some = places.Values.OrderByDescending(one => one.Words).ThenBy(one => one.Place).Take(ListingIndex.MaxCandidates).Select(one => one.Hit).ToList();
        var page = await PageAsync(db, request, new PageRequest(request.Page, request.PageSize), some, cancellationToken);
        return page with { Fewer = fewer, IsPartial = true, Unmatched = unmatched };
    }

    private async Task<FoundListings> BrowseAsync(BrowseRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        var count = await counts.GetAsync(request.Registry, request.Filter, cancellationToken);
        if (page.Skip >= count.Total)
        {
            return new FoundListings(new Page<ListingCard>([], page, count.Total), count);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = new List<CardRow>(page.Size);
        await foreach (var row in Rows(db, request, page).WithCancellation(cancellationToken))
        {
            rows.Add(row);
        }

        return new FoundListings(new Page<ListingCard>([.. rows.Select(row => row.ToCard())], page, count.Total), count);
    }

    private IAsyncEnumerable<CardRow> Rows(PortalDb db, BrowseRequest request, PageRequest page)
    {
        var byName = request.Sort == ListingSort.Name;
        if (request.Filter == BrowseFilter.None)
        {
            return (byName ? _byName : _newest)(db, request.Registry, page.Skip, page.Size);
        }

        var listings = Filtered(db, request);
        var ordered = byName
            ? listings.OrderBy(listing => listing.SortName).ThenBy(listing => listing.Id)
            : listings.OrderByDescending(listing => listing.ReleasedAt).ThenByDescending(listing => listing.Id);
        return CardRow.Of(ordered.Skip(page.Skip).Take(page.Size)).AsAsyncEnumerable();
    }

    private static async Task<FoundListings> PageAsync(
        PortalDb db, BrowseRequest request, PageRequest page, IReadOnlyList<ListingHit> hits, CancellationToken cancellationToken)
    {
        var cells = hits.GroupBy(hit => hit.Facets, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new FacetCell(ListingFacets.Parse(group.Key), group.Count()), StringComparer.Ordinal);
        var wanted = hits.Where(hit => request.Filter.Matches(cells[hit.Facets].Facets));
        var sorted = request.Sort switch
        {
            ListingSort.Name => wanted.OrderBy(hit => FoldedText.Of(hit.Name), StringComparer.Ordinal),
            ListingSort.Updated => wanted.OrderByDescending(hit => hit.ReleasedAt),
            _ => wanted,
        };
        var shown = sorted.Skip(page.Skip).Take(page.Size).Select(hit => hit.Id).ToList();
        var count = FacetCounts.Of(cells.Values, request.Filter);
        var cards = shown.Count == 0
            ? []
            : await CardRow.Of(db.Set<Listing>().AsNoTracking().Where(listing => shown.Contains(listing.Id)))
                .ToDictionaryAsync(row => row.Id, cancellationToken);
        var found = new Page<ListingCard>([.. shown.Where(cards.ContainsKey).Select(id => cards[id].ToCard())], page, count.Total);
        return new FoundListings(found, count) { WithoutFilters = hits.Count };
    }

    private static IQueryable<Listing> Filtered(PortalDb db, BrowseRequest request)
    {
        var filter = request.Filter;
        var listings = db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.Registry == request.Registry && listing.State == ListingState.Listed);
        if (filter.Category is { } category)
        {
            listings = listings.Where(listing => listing.Categories.Any(candidate => candidate.Slug == category));
        }

        if (filter.Pricing is { } model)
        {
            listings = listings.Where(listing => listing.PriceModel == model);
        }

        if (filter.Hosting is { } hosting)
        {
            var managed = hosting == HostedBy.Kiket;
            listings = listings.Where(listing => listing.IsManaged == managed);
        }

        if (filter.Verified)
        {
            listings = listings.Where(listing => listing.IsVerified);
        }

        if (filter.Permission is { } permission)
        {
            var ending = ListingFacets.NoScopes;
            var inside = ListingFacets.ScopeInKey(permission);
            listings = permission == BrowseFilter.NoPermission
                ? listings.Where(listing => listing.Facets.EndsWith(ending))
                : listings.Where(listing => listing.Facets.Contains(inside));
        }

        return listings;
    }
}
