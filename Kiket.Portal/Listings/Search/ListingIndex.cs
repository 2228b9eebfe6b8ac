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

    /// <summary>Ids of the listings of a registry that match, best first; at most <see cref="MaxCandidates"/>.</summary>
    public async Task<IReadOnlyList<long>> FindAsync(PortalDb db, SearchTerms terms, CancellationToken cancellationToken)
    {
        if (terms.IsEmpty)
        {
            return [];
        }

        if (db.Database.IsSqlite())
        {
            var match = terms.ToFts5();
            // The inner query stops after so many matches; only those are scored and sorted.
            return await db.Database.SqlQuery<long>(
                $"""
                SELECT rowid AS Value FROM (
                    SELECT rowid, bm25(ListingIndex, 10.0, 5.0, 4.0, 3.0, 1.0) AS score
                    FROM ListingIndex WHERE ListingIndex MATCH {match} LIMIT {MaxCandidates})
                ORDER BY score, rowid
                """).ToListAsync(cancellationToken);
        }

        var query = terms.ToTsQuery();
        return await db.Database.SqlQuery<long>(
            $"""
            SELECT "ListingId" AS "Value" FROM "ListingIndex"
            WHERE "Words" @@ to_tsquery('simple', {query})
            ORDER BY ts_rank("Words", to_tsquery('simple', {query})) DESC, "ListingId" LIMIT {MaxCandidates}
            """).ToListAsync(cancellationToken);
    }
}
