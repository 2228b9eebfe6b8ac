using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Search;

/// <summary>The words of a listing that people search by, most telling first.</summary>
public sealed record ListingText(string Name, string Summary, string Tags, string Publisher, string Documentation);

/// <summary>
/// Full-text index of listings, kept in the same transaction as the listing: SQLite's FTS5 or PostgreSQL's
/// tsvector. Search never sees raw query syntax; see <see cref="SearchTerms"/>.
/// </summary>
public sealed class ListingIndex
{
    /// <summary>Ranking looks at no more than this many matches, so that a common word stays cheap.</summary>
    public const int MaxCandidates = 1000;

    /// <summary>Replaces the words of one listing. Call inside the transaction that saves the listing.</summary>
    public async Task WriteAsync(PortalDb db, long listingId, ListingText text, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM ListingIndex WHERE rowid = {listingId}", cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO ListingIndex (rowid, name, summary, tags, publisher, documentation)
                VALUES ({listingId}, {text.Name}, {text.Summary}, {text.Tags}, {text.Publisher}, {text.Documentation})
                """,
                cancellationToken);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ListingIndex" ("ListingId", "Words")
            VALUES ({listingId},
                setweight(to_tsvector('simple', {text.Name}), 'A') || setweight(to_tsvector('simple', {text.Summary} || ' ' || {text.Tags}), 'B')
                || setweight(to_tsvector('simple', {text.Publisher}), 'C') || setweight(to_tsvector('simple', {text.Documentation}), 'D'))
            ON CONFLICT ("ListingId") DO UPDATE SET "Words" = EXCLUDED."Words"
            """,
            cancellationToken);
    }

    /// <summary>The listings of a registry that match and can be seen, best first; at most <see cref="MaxCandidates"/>.</summary>
    public async Task<IReadOnlyList<ListingHit>> FindAsync(PortalDb db, string registry, SearchTerms terms, CancellationToken cancellationToken)
    {
        if (terms.IsEmpty)
        {
            return [];
        }

        if (db.Database.IsSqlite())
        {
            var match = terms.ToFts5();
            // The inner query stops after so many matches, and only those are scored. It stays the outer loop of a
            // CROSS JOIN: asked for alone, SQLite moves the sorting into it and scores every match there is.
            return await db.Database.SqlQuery<ListingHit>(
                $"""
                SELECT listing.Id, listing.Facets, listing.Name, listing.ReleasedAt FROM (
                    SELECT rowid, bm25(ListingIndex, 10.0, 5.0, 4.0, 3.0, 1.0) AS score
                    FROM ListingIndex WHERE ListingIndex MATCH {match} LIMIT {MaxCandidates}) AS hit
                CROSS JOIN Listings AS listing ON listing.Id = hit.rowid
                WHERE listing.Registry = {registry} AND listing.State = 'Listed'
                ORDER BY hit.score, hit.rowid
                """).ToListAsync(cancellationToken);
        }

        var query = terms.ToTsQuery();
        return await db.Database.SqlQuery<ListingHit>(
            $"""
            SELECT listing."Id", listing."Facets", listing."Name", listing."ReleasedAt" FROM "ListingIndex" AS hit
            JOIN "Listings" AS listing ON listing."Id" = hit."ListingId"
            WHERE hit."Words" @@ to_tsquery('simple', {query}) AND listing."Registry" = {registry} AND listing."State" = 'Listed'
            ORDER BY ts_rank(hit."Words", to_tsquery('simple', {query})) DESC, hit."ListingId" LIMIT {MaxCandidates}
            """).ToListAsync(cancellationToken);
    }
}

/// <summary>A listing that matches, with what it is filtered and sorted by.</summary>
/// <param name="ReleasedAt">UTC ticks, as stored.</param>
public sealed record ListingHit(long Id, string Facets, string Name, long ReleasedAt);
