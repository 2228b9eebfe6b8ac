using System.Text;
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

    /// <summary>Replaces the words of one listing. Call inside the transaction that saves the listing.</summary>
    public async Task WriteAsync(PortalDb db, long listingId, string registry, ListingText written, CancellationToken cancellationToken)
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
            var where = Word(registry);
            await db.Database.ExecuteSqlAsync($"DELETE FROM ListingIndex WHERE rowid = {listingId}", cancellationToken);
            await db.Database.ExecuteSqlAsync($"DELETE FROM ListingTitles WHERE rowid = {listingId}", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO ListingTitles (rowid, registry, name, tags) VALUES ({listingId}, {where}, {text.Name}, {text.Tags})", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO ListingIndex (rowid, registry, name, summary, tags, publisher, documentation)
                VALUES ({listingId}, {where}, {text.Name}, {text.Summary}, {text.Tags}, {text.Publisher}, {text.Documentation})
                """,
                cancellationToken);
            return;
        }

        var words = TsVector.Of($"{text.Name} {text.Tags}", $"{text.Summary} {text.Publisher} {text.Documentation}");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ListingIndex" ("ListingId", "Words") VALUES ({listingId}, {words}::tsvector)
            ON CONFLICT ("ListingId") DO UPDATE SET "Words" = EXCLUDED."Words"
            """,
            cancellationToken);
    }

    /// <summary>The visible listings of a registry that match, best first; at most <see cref="MaxCandidates"/>.</summary>
    public async Task<IReadOnlyList<ListingHit>> FindAsync(PortalDb db, string registry, SearchTerms terms, CancellationToken cancellationToken)
    {
        if (terms.IsEmpty)
        {
            return [];
        }

        var candidates = db.Database.IsSqlite()
            ? await CandidatesAsync(db, registry, terms, cancellationToken)
            : await PostgreSqlCandidatesAsync(db, registry, terms, cancellationToken);
        return ListingRank.Best(terms, candidates, MaxCandidates);
    }

    private static string Searched(string text) => $"{SearchTerms.Usual(text)} {WordVariants.Inside(text)}".TrimEnd();

    /// <summary>The same as for SQLite: the same words match, and the fields that contain them decide the order.</summary>
    private static async Task<IReadOnlyList<ListingCandidate>> PostgreSqlCandidatesAsync(
        PortalDb db, string registry, SearchTerms terms, CancellationToken cancellationToken)
    {
        var (named, begun, anywhere) = (TsVector.Words(terms, TsVector.Title), TsVector.Beginnings(terms, TsVector.Title), TsVector.Beginnings(terms));
        return await db.Database.SqlQuery<ListingCandidate>(
            $"""
            SELECT listing."Id", listing."Facets", listing."Name", listing."ReleasedAt", listing."Summary", listing."PublisherName" AS "Publisher",
                CASE WHEN listing."NormalizedId" = {terms.Typed} THEN 3
                    WHEN hit."Words" @@ {named}::tsquery THEN 2 WHEN hit."Words" @@ {begun}::tsquery THEN 1 ELSE 0 END AS "Title"
            FROM "ListingIndex" AS hit JOIN "Listings" AS listing ON listing."Id" = hit."ListingId"
            WHERE hit."Words" @@ {anywhere}::tsquery AND listing."Registry" = {registry} AND listing."State" = 'Listed'
            ORDER BY "Title" DESC, listing."Id" DESC LIMIT {MaxCandidates}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// A registry as one word of the index, whatever characters its slug has. A private registry is searched on its
    /// own, so that matches in the marketplace don't use up its candidates.
    /// </summary>
    private static string Word(string registry) => "r" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(registry));

    /// <summary>
    /// Each of the four queries stops after a number of matches, so common words cost no more than rare ones. With bm25
    /// they would: it counts every match of every word to know how rare it is, which takes 76 ms with 200,000 listings
    /// instead of a few. Whole words are searched before beginnings, because the matches of a beginning with five
    /// letters or more must be collected first. If whole words give enough matches, the last query searches for nothing
    /// (a condition next to MATCH would only be checked after collecting).
    /// </summary>
    private static async Task<IReadOnlyList<ListingCandidate>> CandidatesAsync(
        PortalDb db, string registry, SearchTerms terms, CancellationToken cancellationToken)
    {
        var within = $"registry : {Word(registry)} AND ";
        var (words, beginnings) = ($"{within}({terms.ToFts5Words()})", $"{within}({terms.ToFts5()})");
        return await db.Database.SqlQuery<ListingCandidate>(
            $"""
            WITH named AS MATERIALIZED (SELECT rowid AS id, 2 AS title FROM ListingTitles WHERE ListingTitles MATCH {words} LIMIT {MaxTitles}),
                begun AS MATERIALIZED (SELECT rowid AS id, 1 AS title FROM ListingTitles WHERE ListingTitles MATCH {beginnings} LIMIT {MaxTitles}),
                whole AS MATERIALIZED (SELECT rowid AS id, 0 AS title FROM ListingIndex WHERE ListingIndex MATCH {words} LIMIT {MaxCandidates}),
                other AS MATERIALIZED (SELECT rowid AS id, 0 AS title FROM ListingIndex WHERE ListingIndex MATCH (
                    SELECT CASE WHEN count(*) < {MaxCandidates} THEN {beginnings} ELSE '""' END FROM whole) LIMIT {MaxCandidates}),
                hit AS (SELECT id, max(title) AS title FROM (
                    SELECT Id, 3 AS title FROM Listings WHERE Registry = {registry} AND NormalizedId = {terms.Typed} UNION ALL
                    SELECT * FROM named UNION ALL SELECT * FROM begun UNION ALL SELECT * FROM whole UNION ALL SELECT * FROM other) GROUP BY id)
            SELECT listing.Id, listing.Facets, listing.Name, listing.ReleasedAt, listing.Summary, listing.PublisherName AS Publisher, hit.title AS Title
            FROM hit CROSS JOIN Listings AS listing ON listing.Id = hit.id
            WHERE listing.Registry = {registry} AND listing.State = 'Listed'
            """).ToListAsync(cancellationToken);
    }
}

/// <summary>A matching listing, with the values for filtering and sorting.</summary>
/// <param name="ReleasedAt">UTC ticks, as stored.</param>
public sealed record ListingHit(long Id, string Facets, string Name, long ReleasedAt);
