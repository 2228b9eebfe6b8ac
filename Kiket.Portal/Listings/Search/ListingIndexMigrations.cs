using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Kiket.Portal.Listings.Search;

/// <summary>The FTS5 tables behind <see cref="ListingIndex"/> and <see cref="ListingVocabulary"/>; EF Core's model cannot express virtual tables.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123235900_ListingIndex")]
public sealed class SqliteListingIndexMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE VIRTUAL TABLE ListingIndex USING fts5(
            name, summary, tags, publisher, documentation,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE ListingVocabulary (Word TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE VIRTUAL TABLE ListingWordIndex USING fts5(word, tokenize = 'trigram');
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE ListingIndex; DROP TABLE ListingWordIndex; DROP TABLE ListingVocabulary;");
}

/// <summary>The tsvector table behind <see cref="ListingIndex"/> and the words of <see cref="ListingVocabulary"/>.</summary>
[DbContext(typeof(PostgreSqlPortalDb))]
[Migration("20261123235900_ListingIndex")]
public sealed class PostgreSqlListingIndexMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE "ListingIndex" ("ListingId" bigint PRIMARY KEY, "Words" tsvector NOT NULL);
        CREATE INDEX "IX_ListingIndex_Words" ON "ListingIndex" USING GIN ("Words");
        CREATE TABLE "ListingVocabulary" ("Word" text PRIMARY KEY);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("""DROP TABLE "ListingIndex"; DROP TABLE "ListingVocabulary";""");
}

/// <summary>Names and tags apart, so that a listing is found by its name however common the word is elsewhere; the registry as a word; beginnings of four letters, too.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261127003500_ListingTitles")]
public sealed class SqliteListingTitlesMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE VIRTUAL TABLE ListingTitles USING fts5(registry, name, tags, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
        INSERT INTO ListingTitles (rowid, registry, name, tags)
            SELECT words.rowid, 'r' || lower(hex(listing.Registry)), words.name, words.tags
            FROM ListingIndex AS words JOIN Listings AS listing ON listing.Id = words.rowid;
        CREATE VIRTUAL TABLE ListingIndexAnew USING fts5(
            registry, name, summary, tags, publisher, documentation,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
        INSERT INTO ListingIndexAnew (rowid, registry, name, summary, tags, publisher, documentation)
            SELECT words.rowid, 'r' || lower(hex(listing.Registry)), words.name, words.summary, words.tags, words.publisher, words.documentation
            FROM ListingIndex AS words JOIN Listings AS listing ON listing.Id = words.rowid;
        DROP TABLE ListingIndex;
        ALTER TABLE ListingIndexAnew RENAME TO ListingIndex;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE ListingTitles;");
}
