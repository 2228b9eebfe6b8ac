using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// The FTS5 tables behind <see cref="ListingIndex"/> and <see cref="ListingVocabulary"/>; EF Core's model cannot
/// express virtual tables. Names and tags have a separate table, so that a listing is found by its name even if the
/// word is common elsewhere. What people filter by has its own words, see <see cref="FilterWords"/>. The index on listings has all that
/// ranking reads, because a thousand of the wide rows take twice as long.
/// </summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261129080000_ListingIndex")]
public sealed class SqliteListingIndexMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE VIRTUAL TABLE ListingIndex USING fts5(
            filters, name, summary, tags, publisher, documentation,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
        CREATE VIRTUAL TABLE ListingTitles USING fts5(filters, name, tags, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
        CREATE TABLE FacetKeys (Number INTEGER PRIMARY KEY, Facets TEXT NOT NULL UNIQUE);
        CREATE TABLE ListingFacets (ListingId INTEGER PRIMARY KEY, Number INTEGER NOT NULL);
        CREATE TABLE ListingVocabulary (Word TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE VIRTUAL TABLE ListingWordIndex USING fts5(word, tokenize = 'trigram');
        CREATE INDEX IX_Listings_Ranked ON Listings (Id, Registry, State, RatingScore, ReleasedAt, Facets, Name, PublisherName, Summary);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE ListingIndex; DROP TABLE ListingTitles; DROP TABLE FacetKeys; DROP TABLE ListingFacets; DROP TABLE ListingWordIndex;
        DROP TABLE ListingVocabulary; DROP INDEX IX_Listings_Ranked;
        """);
}

/// <summary>The tsvector table behind <see cref="ListingIndex"/> and the words of <see cref="ListingVocabulary"/>.</summary>
[DbContext(typeof(PostgreSqlPortalDb))]
[Migration("20261129080000_ListingIndex")]
public sealed class PostgreSqlListingIndexMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE "FacetKeys" ("Number" serial PRIMARY KEY, "Facets" text NOT NULL UNIQUE);
        CREATE TABLE "ListingIndex" ("ListingId" bigint PRIMARY KEY, "Number" integer, "Words" tsvector NOT NULL);
        CREATE INDEX "IX_ListingIndex_Words" ON "ListingIndex" USING GIN ("Words") WITH (fastupdate = off);
        CREATE TABLE "ListingTitles" ("ListingId" bigint PRIMARY KEY, "Words" tsvector NOT NULL);
        CREATE INDEX "IX_ListingTitles_Words" ON "ListingTitles" USING GIN ("Words") WITH (fastupdate = off);
        CREATE TABLE "ListingVocabulary" ("Word" text PRIMARY KEY, "Trigrams" tsvector NOT NULL);
        CREATE INDEX "IX_ListingVocabulary_Trigrams" ON "ListingVocabulary" USING GIN ("Trigrams");
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
        """DROP TABLE "ListingIndex"; DROP TABLE "ListingTitles"; DROP TABLE "FacetKeys"; DROP TABLE "ListingVocabulary";""");
}
