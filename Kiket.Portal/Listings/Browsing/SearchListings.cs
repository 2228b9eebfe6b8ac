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

    /// <summary>There are more matches than were counted, so the total is the least that there are.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>How many listings the words find without filters.</summary>
    public int WithoutFilters { get; init; }
}

/// <summary>A part of a query and how much it finds.</summary>
/// <param name="IsAtLeast">It finds more than that.</param>
public sealed record ShorterQuery(string Query, int Count, bool IsAtLeast = false);

/// <summary>
/// Browsing and searching a registry. A page costs a fixed number of commands, and none of them reads more than the
/// page or the limited candidates of the search.
/// </summary>
public sealed class SearchListings(
    IDbContextFactory<PortalDb> databases, ReadMatches matches, ListingVocabulary words, CatalogueCounts counts, BrowsePlaces places)
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

    private readonly BrowseRows _rows = new();

    /// <summary>The first listings without a search. Nothing is counted: after each change of any listing, that reads the whole registry.</summary>
    public Task<IReadOnlyList<ListingCard>> FirstAsync(BrowseRequest request, CancellationToken cancellationToken) =>
        CardsAsync(request, after: null, skip: 0, new PageRequest(1, request.PageSize).Size, cancellationToken);

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
        var found = await matches.RunAsync(db, request, terms, cancellationToken);
        foreach (var other in found.WithoutFilters == 0 ? OtherSpellings(terms) : [])
        {
            found = found.WithoutFilters == 0 ? await matches.RunAsync(db, request, other, cancellationToken) : found;
        }

        // A later page of corrected results is corrected like the first one.
        var isPlain = found.WithoutFilters >= Few || (page.Number > 1 && found.WithoutFilters > 0);
        if (isPlain || await words.FixAsync(db, terms, cancellationToken) is not { } fixedIn)
        {
            return await WithFewerAsync(db, request, terms, await PageAsync(db, page, found, cancellationToken), cancellationToken);
        }

        var better = await matches.RunAsync(db, request, fixedIn, cancellationToken);
        if (better.WithoutFilters <= found.WithoutFilters)
        {
            var asTyped = await WithFewerAsync(db, request, terms, await PageAsync(db, page, found, cancellationToken), cancellationToken);
            return found.WithoutFilters > 0 || asTyped.IsPartial ? asTyped : await SomeCorrectedAsync(db, request, fixedIn, asTyped, cancellationToken);
        }

        var isCorrected = found.WithoutFilters == 0;
        var shown = await PageAsync(db, page, isCorrected ? better : found, cancellationToken);
        return shown with { Suggestion = string.Join(' ', fixedIn.Words), IsCorrected = isCorrected };
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

    /// <summary>A typing error beside a word that nobody uses: the corrected words together find nothing, and some of them do.</summary>
    private async Task<FoundListings> SomeCorrectedAsync(
        PortalDb db, BrowseRequest request, SearchTerms fixedIn, FoundListings nothing, CancellationToken cancellationToken)
    {
        var some = await WithFewerAsync(db, request, fixedIn, nothing, cancellationToken);
        return some.IsPartial ? some with { Suggestion = string.Join(' ', fixedIn.Words), IsCorrected = true } : nothing;
    }

    private async Task<FoundListings> WithFewerAsync(
        PortalDb db, BrowseRequest request, SearchTerms terms, FoundListings found, CancellationToken cancellationToken)
    {
        if (found.WithoutFilters > 0 || terms.Words.Count < 2)
        {
            return found;
        }

        var (fewer, unmatched, ranks) = (new List<ShorterQuery>(), new List<string>(), new Dictionary<long, (ListingHit Hit, int Words, int Place)>());
        // The order of the words decides here, whatever the order of the page is.
        var ranked = request with { Sort = ListingSort.Relevance };
        foreach (var word in terms.Words.Where(word => word.Length > 2 && !SaysNothing.Contains(word)).Distinct(StringComparer.Ordinal).Take(MostAlone))
        {
            var alone = await matches.RunAsync(db, ranked, SearchTerms.Of(word), cancellationToken);
            if (alone.WithoutFilters == 0)
            {
                unmatched.Add(word);
                continue;
            }

            fewer.Add(new ShorterQuery(word, alone.WithoutFilters, alone.IsAtLeast));
            foreach (var (place, hit) in alone.Hits.Index())
            {
                var before = ranks.GetValueOrDefault(hit.Id, (hit, 0, 0));
                ranks[hit.Id] = (hit, before.Item2 + 1, before.Item3 + place);
            }
        }

        if (fewer.Count == 0)
        {
            return found with { Fewer = fewer };
        }

        // Who has more of the words comes first, and then who has them in a better place.
        var some = ranks.Values.OrderByDescending(one => one.Words).ThenBy(one => one.Place).Take(ListingIndex.MaxCandidates).Select(one => one.Hit).ToList();
        var any = terms.Any([.. fewer.Select(one => one.Query)]);
        var partial = await matches.CountAsync(db, request, any, some, cancellationToken);
        var page = await PageAsync(db, new PageRequest(request.Page, request.PageSize), partial, cancellationToken);
        return page with { Fewer = fewer, IsPartial = true, Unmatched = unmatched };
    }

    private async Task<FoundListings> BrowseAsync(BrowseRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        var count = await counts.GetAsync(request.Registry, request.Filter, cancellationToken);
        if (page.Skip >= count.Total)
        {
            return new FoundListings(new Page<ListingCard>([], page, count.Total), count);
        }

        var (after, skip) = await places.FindAsync(request, page.Skip, cancellationToken);
        return new FoundListings(new Page<ListingCard>(await CardsAsync(request, after, skip, page.Size, cancellationToken), page, count.Total), count);
    }

    private async Task<IReadOnlyList<ListingCard>> CardsAsync(
        BrowseRequest request, ListingPlace? after, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cards = new List<ListingCard>(take);
        await foreach (var row in _rows.Of(db, request, after, skip, take).WithCancellation(cancellationToken))
        {
            cards.Add(row.ToCard());
        }

        return cards;
    }

    private static async Task<FoundListings> PageAsync(PortalDb db, PageRequest page, ListingMatches found, CancellationToken cancellationToken)
    {
        var shown = found.Hits.Skip(page.Skip).Take(page.Size).Select(hit => hit.Id).ToList();
        var cards = shown.Count == 0
            ? []
            : await CardRow.Of(db.Set<Listing>().AsNoTracking().Where(listing => shown.Contains(listing.Id)))
                .ToDictionaryAsync(row => row.Id, cancellationToken);
        var total = found.Counts.Total;
        var listings = new Page<ListingCard>([.. shown.Where(cards.ContainsKey).Select(id => cards[id].ToCard())], page, total)
        {
            Shown = Math.Min(total, found.Hits.Count),
        };
        return new FoundListings(listings, found.Counts) { WithoutFilters = found.WithoutFilters, IsAtLeast = found.IsAtLeast };
    }
}
