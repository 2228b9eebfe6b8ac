using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Search;

/// <summary>The texts of a listing that are searched, most important first.</summary>
public sealed record ListingText(string Name, string Summary, string Tags, string Publisher, string Documentation);

/// <summary>
/// Full-text index of listings, updated in the same transaction as the listing: SQLite's FTS5 or PostgreSQL's tsvector.
/// Search never sees raw query syntax; see <see cref="SearchTerms"/>.
/// </summary>
public sealed class ListingIndex
{
    /// <summary>Ranking reads at most this many matches, so that searching for a common word stays cheap.</summary>
    public const int MaxCandidates = 1000;

    /// <summary>At most this many matches in names and tags are read first, wherever else the words occur.</summary>
    private const int MaxTitles = 300;

    /// <summary>At most this many listings that have what was typed as their name, however many others have it in theirs.</summary>
    private const int MaxNames = 50;

    /// <summary>
    /// At most this many matches are counted. Of more, a page says that there are more: to count 20,000 takes longer than to find and rank
    /// the best.
    /// </summary>
    public int MaxCounted { get; init; } = 5_000;

    /// <summary>Replaces the words of one listing. Call inside the transaction that saves the listing.</summary>
    public async Task WriteAsync(PortalDb db, IndexedListing listing, ListingText written, CancellationToken cancellationToken)
    {
        // Normalized like a query, so that text in full-width letters is found in both forms.
        var text = new ListingText(
            $"{Searched(written.Name)} {WordVariants.Of(written.Name)}",
            Searched(written.Summary),
            Searched(written.Tags),
            Searched(written.Publisher),
            Searched(written.Documentation));
        if (db.Database.IsSqlite())
        {
            var (id, filters) = (listing.Id, listing.FilterText);
            await db.Database.ExecuteSqlAsync($"DELETE FROM ListingIndex WHERE rowid = {id}", cancellationToken);
            await db.Database.ExecuteSqlAsync($"DELETE FROM ListingTitles WHERE rowid = {id}", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO ListingTitles (rowid, filters, name, tags) VALUES ({id}, {filters}, {text.Name}, {text.Tags})", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO ListingIndex (rowid, filters, name, summary, tags, publisher, documentation)
                VALUES ({id}, {filters}, {text.Name}, {text.Summary}, {text.Tags}, {text.Publisher}, {text.Documentation})
                """,
                cancellationToken);
        }
        else
        {
            var titles = TsVector.Of($"{text.Name} {text.Tags}", listing.Filters);
            var words = TsVector.Of($"{text.Name} {text.Tags} {text.Summary} {text.Publisher} {text.Documentation}", listing.Filters);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "ListingTitles" ("ListingId", "Words") VALUES ({listing.Id}, {titles}::tsvector)
                ON CONFLICT ("ListingId") DO UPDATE SET "Words" = EXCLUDED."Words"
                """,
                cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "ListingIndex" ("ListingId", "Words") VALUES ({listing.Id}, {words}::tsvector)
                ON CONFLICT ("ListingId") DO UPDATE SET "Words" = EXCLUDED."Words"
                """,
                cancellationToken);
        }

        await WriteFacetsAsync(db, listing, cancellationToken);
    }

    /// <summary>
    /// Replaces the filters of one listing, whose words stay. Call inside the transaction that changes its state or a value that
    /// people filter by.
    /// </summary>
    public async Task FilterAsync(PortalDb db, IndexedListing listing, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE ListingTitles SET filters = {listing.FilterText} WHERE rowid = {listing.Id}", cancellationToken);
            await db.Database.ExecuteSqlAsync($"UPDATE ListingIndex SET filters = {listing.FilterText} WHERE rowid = {listing.Id}", cancellationToken);
        }
        else
        {
            var (filters, mark) = (listing.Filters.ToArray(), FilterWords.Mark.ToString());
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE "ListingTitles" SET "Words" = array_to_tsvector(
                    ARRAY(SELECT word FROM unnest(tsvector_to_array("Words")) AS word WHERE left(word, 1) <> {mark}) || {filters})
                WHERE "ListingId" = {listing.Id}
                """,
                cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE "ListingIndex" SET "Words" = array_to_tsvector(
                    ARRAY(SELECT word FROM unnest(tsvector_to_array("Words")) AS word WHERE left(word, 1) <> {mark}) || {filters})
                WHERE "ListingId" = {listing.Id}
                """,
                cancellationToken);
        }

        await WriteFacetsAsync(db, listing, cancellationToken);
    }

    /// <summary>The visible listings of a scope that match, best first; at most <see cref="MaxCandidates"/>.</summary>
    /// <param name="registry">The registry of the scope.</param>
    public async Task<IReadOnlyList<ListingHit>> FindAsync(
        PortalDb db, string registry, SearchScope scope, SearchTerms terms, CancellationToken cancellationToken)
    {
        if (terms.IsEmpty)
        {
            return [];
        }

        var candidates = db.Database.IsSqlite()
            ? await CandidatesAsync(db, registry, scope, terms, cancellationToken)
            : await PostgreSqlCandidatesAsync(db, registry, scope, terms, cancellationToken);
        return ListingRank.Best(terms, candidates, MaxCandidates);
    }

    /// <summary>How many listings of a scope match, by the values of their filters; at most one more than <see cref="MaxCounted"/>.</summary>
    public async Task<IReadOnlyList<FacetCount>> CountAsync(PortalDb db, SearchScope scope, SearchTerms terms, CancellationToken cancellationToken)
    {
        var limit = MaxCounted + 1;
        if (db.Database.IsSqlite())
        {
            var (words, beginnings) = Fts5(scope, terms);
            return await db.Database.SqlQuery<FacetCount>(
                $"""
                WITH whole AS MATERIALIZED (SELECT rowid AS id FROM ListingIndex WHERE ListingIndex MATCH {words} LIMIT {limit}),
                    begun AS MATERIALIZED (SELECT rowid AS id FROM ListingIndex WHERE ListingIndex MATCH (
                        SELECT CASE WHEN count(*) < {limit} THEN {beginnings} ELSE '""' END FROM whole) LIMIT {limit}),
                    hit AS (SELECT id FROM begun UNION ALL SELECT id FROM whole WHERE NOT EXISTS (SELECT 1 FROM begun)),
                    counted AS (SELECT own.Number, count(*) AS Count FROM hit CROSS JOIN ListingFacets AS own ON own.ListingId = hit.id GROUP BY own.Number)
                SELECT keys.Facets, counted.Count FROM counted JOIN FacetKeys AS keys ON keys.Number = counted.Number
                """).ToListAsync(cancellationToken);
        }

        var anywhere = TsVector.Beginnings(scope, terms);
        return await db.Database.SqlQuery<FacetCount>(
            $"""
            WITH hit AS MATERIALIZED (SELECT "Number" FROM "ListingIndex" WHERE "Words" @@ {anywhere}::tsquery LIMIT {limit}),
                counted AS (SELECT "Number", count(*) AS "Count" FROM hit GROUP BY "Number")
            SELECT keys."Facets", counted."Count"::int AS "Count" FROM counted JOIN "FacetKeys" AS keys ON keys."Number" = counted."Number"
            """).ToListAsync(cancellationToken);
    }

    /// <summary>The first of all matches that are counted, in an order; at most <see cref="MaxCandidates"/>.</summary>
    public async Task<IReadOnlyList<ListingHit>> SortedAsync(
        PortalDb db, SearchScope scope, SearchTerms terms, HitOrder order, CancellationToken cancellationToken)
    {
        var (byName, byRating) = (order == HitOrder.Name, order == HitOrder.Rating);
        if (db.Database.IsSqlite())
        {
            var match = Fts5(scope, terms).Beginnings;
            return await db.Database.SqlQuery<ListingHit>(
                $"""
                SELECT listing.Id, listing.Facets, listing.Name, listing.ReleasedAt, listing.RatingScore
                FROM (SELECT rowid AS id FROM ListingIndex WHERE ListingIndex MATCH {match} LIMIT {MaxCounted}) AS hit
                CROSS JOIN Listings AS listing ON listing.Id = hit.id
                ORDER BY CASE WHEN {byName} THEN listing.SortName END,
                    CASE WHEN {byName} THEN 0 WHEN {byRating} THEN listing.RatingScore ELSE listing.ReleasedAt END DESC,
                    CASE WHEN {byRating} THEN -listing.Id ELSE listing.Id END
                LIMIT {MaxCandidates}
                """).ToListAsync(cancellationToken);
        }

        var anywhere = TsVector.Beginnings(scope, terms);
        return await db.Database.SqlQuery<ListingHit>(
            $"""
            SELECT listing."Id", listing."Facets", listing."Name", listing."ReleasedAt", listing."RatingScore"
            FROM (SELECT "ListingId" FROM "ListingIndex" WHERE "Words" @@ {anywhere}::tsquery LIMIT {MaxCounted}) AS hit
            JOIN "Listings" AS listing ON listing."Id" = hit."ListingId"
            ORDER BY CASE WHEN {byName} THEN listing."SortName" END,
                CASE WHEN {byName} THEN 0 WHEN {byRating} THEN listing."RatingScore" ELSE listing."ReleasedAt" END DESC,
                CASE WHEN {byRating} THEN -listing."Id" ELSE listing."Id" END
            LIMIT {MaxCandidates}
            """).ToListAsync(cancellationToken);
    }

    private static string Searched(string text) => $"{SearchTerms.Usual(text)} {WordVariants.Inside(text)}".TrimEnd();

    /// <summary>The values to count by have numbers, because counting by their texts takes three times as long.</summary>
    private static async Task WriteFacetsAsync(PortalDb db, IndexedListing listing, CancellationToken cancellationToken)
    {
        var isSqlite = db.Database.IsSqlite();
        if (listing.Facets is not { } facets)
        {
            await (isSqlite
                ? db.Database.ExecuteSqlAsync($"DELETE FROM ListingFacets WHERE ListingId = {listing.Id}", cancellationToken)
                : db.Database.ExecuteSqlAsync($"""UPDATE "ListingIndex" SET "Number" = NULL WHERE "ListingId" = {listing.Id}""", cancellationToken));
            return;
        }

        if (isSqlite)
        {
            await db.Database.ExecuteSqlAsync($"INSERT OR IGNORE INTO FacetKeys (Facets) VALUES ({facets})", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"INSERT OR REPLACE INTO ListingFacets (ListingId, Number) SELECT {listing.Id}, Number FROM FacetKeys WHERE Facets = {facets}",
                cancellationToken);
            return;
        }

        await db.Database.ExecuteSqlAsync($"""INSERT INTO "FacetKeys" ("Facets") VALUES ({facets}) ON CONFLICT DO NOTHING""", cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "ListingIndex" SET "Number" = (SELECT "Number" FROM "FacetKeys" WHERE "Facets" = {facets}) WHERE "ListingId" = {listing.Id}
            """,
            cancellationToken);
    }

    /// <summary>The same as for SQLite: the same words match, and the fields that contain them decide the order.</summary>
    private static async Task<IReadOnlyList<ListingCandidate>> PostgreSqlCandidatesAsync(
        PortalDb db, string registry, SearchScope scope, SearchTerms terms, CancellationToken cancellationToken)
    {
        var (words, beginnings) = (TsVector.Words(scope, terms), TsVector.Beginnings(scope, terms));
        return await db.Database.SqlQuery<ListingCandidate>(
            $"""
            WITH named AS MATERIALIZED (SELECT "ListingId" AS id, 2 AS title FROM "ListingTitles" WHERE "Words" @@ {words}::tsquery LIMIT {MaxTitles}),
                begun AS MATERIALIZED (SELECT "ListingId" AS id, 1 AS title FROM "ListingTitles" WHERE "Words" @@ {beginnings}::tsquery LIMIT (
                    SELECT {MaxTitles} - count(*) FROM named)),
                other AS MATERIALIZED (SELECT "ListingId" AS id, 0 AS title FROM "ListingIndex" WHERE "Words" @@ {beginnings}::tsquery LIMIT {MaxCandidates}),
                hit AS (SELECT id, max(title) AS title FROM (
                    SELECT "Id" AS id, 3 AS title FROM "Listings" WHERE "Registry" = {registry} AND "NormalizedId" = {terms.Typed} UNION ALL
                    (SELECT "Id" AS id, 2 AS title FROM "Listings"
                        WHERE "Registry" = {registry} AND "State" = 'Listed' AND "SortName" = {terms.TypedName} LIMIT {MaxNames}) UNION ALL
                    SELECT * FROM named UNION ALL SELECT * FROM begun UNION ALL SELECT * FROM other) AS found GROUP BY id)
            SELECT listing."Id", listing."Facets", listing."Name", listing."ReleasedAt", listing."Summary", listing."PublisherName" AS "Publisher",
                hit.title AS "Title", listing."RatingScore"
            FROM hit JOIN "Listings" AS listing ON listing."Id" = hit.id
            WHERE listing."Registry" = {registry} AND listing."State" = 'Listed'
            """).ToListAsync(cancellationToken);
    }

    private static (string Words, string Beginnings) Fts5(SearchScope scope, SearchTerms terms) =>
        ($"{scope.ToFts5()} AND ({terms.ToFts5Words()})", $"{scope.ToFts5()} AND ({terms.ToFts5()})");

    /// <summary>
    /// Each of the queries stops after a number of matches, so common words cost no more than rare ones. With bm25
    /// they would: it counts every match of every word to know how rare it is, which takes 76 ms with 200,000 listings
    /// instead of a few. Whole words are searched before beginnings, because the matches of a beginning with five
    /// letters or more must be collected first. If whole words give enough matches, the last query searches for nothing
    /// (a condition next to MATCH would only be checked after collecting).
    /// </summary>
    private static async Task<IReadOnlyList<ListingCandidate>> CandidatesAsync(
        PortalDb db, string registry, SearchScope scope, SearchTerms terms, CancellationToken cancellationToken)
    {
        var (words, beginnings) = Fts5(scope, terms);
        return await db.Database.SqlQuery<ListingCandidate>(
            $"""
            WITH named AS MATERIALIZED (SELECT rowid AS id, 2 AS title FROM ListingTitles WHERE ListingTitles MATCH {words} LIMIT {MaxTitles}),
                begun AS MATERIALIZED (SELECT rowid AS id, 1 AS title FROM ListingTitles WHERE ListingTitles MATCH {beginnings} LIMIT {MaxTitles}),
                whole AS MATERIALIZED (SELECT rowid AS id, 0 AS title FROM ListingIndex WHERE ListingIndex MATCH {words} LIMIT {MaxCandidates}),
                other AS MATERIALIZED (SELECT rowid AS id, 0 AS title FROM ListingIndex WHERE ListingIndex MATCH (
                    SELECT CASE WHEN count(*) < {MaxCandidates} THEN {beginnings} ELSE '""' END FROM whole) LIMIT {MaxCandidates}),
                hit AS (SELECT id, max(title) AS title FROM (
                    SELECT Id AS id, 3 AS title FROM Listings WHERE Registry = {registry} AND NormalizedId = {terms.Typed} UNION ALL
                    SELECT * FROM (SELECT Id AS id, 2 AS title FROM Listings
                        WHERE Registry = {registry} AND State = 'Listed' AND SortName = {terms.TypedName} LIMIT {MaxNames}) UNION ALL
                    SELECT * FROM named UNION ALL SELECT * FROM begun UNION ALL SELECT * FROM whole UNION ALL SELECT * FROM other) GROUP BY id)
            SELECT listing.Id, listing.Facets, listing.Name, listing.ReleasedAt, listing.Summary, listing.PublisherName AS Publisher, hit.title AS Title,
                listing.RatingScore
            FROM hit CROSS JOIN Listings AS listing INDEXED BY IX_Listings_Ranked ON listing.Id = hit.id
            WHERE listing.Registry = {registry} AND listing.State = 'Listed'
            """).ToListAsync(cancellationToken);
    }
}

/// <summary>A matching listing, with the values for filtering and sorting.</summary>
/// <param name="ReleasedAt">UTC ticks, as stored.</param>
public sealed record ListingHit(long Id, string Facets, string Name, long ReleasedAt)
{
    public int RatingScore { get; init; }
}

/// <summary>What matches are sorted by when not by how well they match.</summary>
public enum HitOrder
{
    Newest,
    Name,
    Rating,
}

/// <summary>How many matches have these values of all filters.</summary>
/// <param name="Facets">The text that their listings were written with.</param>
public sealed record FacetCount(string Facets, int Count);
