using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Kiket.Portal.Tests.Listings;

/// <summary>
/// Many listings, quickly: rows of the first ones are copied in SQL under new ids and names, each time as many as there are,
/// on both databases. A copy is found by the words of its original.
/// </summary>
internal static class CopiedListings
{
    /// <summary>Their names are <c>Helper 4</c> and so on, their ids <c>dev.acme.helper-4</c>, by the number of the row from 0.</summary>
    /// <param name="size">How many listings there are then. The rows so far have the ids from 1 on, without a gap.</param>
    public static async Task FillAsync(PortalDb db, int size)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var isSqlite = db.Database.IsSqlite();
        if (isSqlite)
        {
            await RunAsync(db, "PRAGMA defer_foreign_keys = ON");
        }

        for (var made = await db.Set<Listing>().CountAsync(); made < size; made = Math.Min(size, made * 2))
        {
            await CopyAsync(db, isSqlite, made, Math.Min(made, size - made));
        }

        if (!isSqlite)
        {
            await RunAsync(db, """SELECT setval(pg_get_serial_sequence('"Listings"', 'Id'), (SELECT max("Id") FROM "Listings"))""");
        }

        await transaction.CommitAsync();
        await RunAsync(db, "ANALYZE");
    }

    private static async Task CopyAsync(PortalDb db, bool isSqlite, int from, int count)
    {
        var shift = from.ToString(CultureInfo.InvariantCulture);
        var number = $"(listing.\"Id\" - 1 + {shift})";
        // SQLite has ids in the form that EF Core writes: upper-case text.
        var key = isSqlite
            ? $"upper(substr(own.\"Id\", 1, 24) || printf('%012x', listing.\"Id\" + {shift}))"
            : $"(left(own.\"Id\"::text, 24) || lpad(to_hex(listing.\"Id\" + {shift}), 12, '0'))::uuid";
        var both = $"FROM \"{Table<Extension>(db)}\" AS own JOIN \"Listings\" AS listing ON listing.\"ExtensionKey\" = own.\"Id\""
            + $" WHERE listing.\"Id\" <= {count}";
        await CopyAsync<Extension>(db, "own", both, new()
        {
            ["Id"] = key,
            ["ExtensionId"] = $"'dev.acme.helper-' || {number}",
            ["NormalizedId"] = $"'dev.acme.helper-' || {number}",
        });
        await CopyAsync<Listing>(db, "listing", both, new()
        {
            ["Id"] = $"listing.\"Id\" + {shift}",
            ["ExtensionKey"] = key,
            ["ExtensionId"] = $"'dev.acme.helper-' || {number}",
            ["NormalizedId"] = $"'dev.acme.helper-' || {number}",
            ["Name"] = $"'Helper ' || {number}",
            ["SortName"] = $"'helper ' || {number}",
            ["ReleasedAt"] = $"listing.\"ReleasedAt\" - {shift} * CAST(10000000 AS bigint)",
        });
        await CopyAsync<ListingCategory>(db, "own", $"FROM \"{Table<ListingCategory>(db)}\" AS own WHERE own.\"ListingId\" <= {count}", new()
        {
            ["ListingId"] = $"own.\"ListingId\" + {shift}",
        });
        await IndexAsync(db, isSqlite, shift, count);
    }

    private static async Task IndexAsync(PortalDb db, bool isSqlite, string shift, int count)
    {
        if (isSqlite)
        {
            var name = $"'Helper ' || (rowid - 1 + {shift})";
            await RunAsync(
                db,
                "INSERT INTO ListingIndex (rowid, filters, name, summary, tags, publisher, documentation)"
                    + $" SELECT rowid + {shift}, filters, {name}, summary, tags, publisher, documentation FROM ListingIndex WHERE rowid <= {count}");
            await RunAsync(
                db,
                "INSERT INTO ListingTitles (rowid, filters, name, tags)"
                    + $" SELECT rowid + {shift}, filters, {name}, tags FROM ListingTitles WHERE rowid <= {count}");
            await RunAsync(
                db, $"INSERT INTO ListingFacets (ListingId, Number) SELECT ListingId + {shift}, Number FROM ListingFacets WHERE ListingId <= {count}");
            return;
        }

        var words = $"array_to_tsvector(tsvector_to_array(\"Words\") || ARRAY['helper', (\"ListingId\" - 1 + {shift})::text])";
        await RunAsync(
            db,
            "INSERT INTO \"ListingIndex\" (\"ListingId\", \"Number\", \"Words\")"
                + $" SELECT \"ListingId\" + {shift}, \"Number\", {words} FROM \"ListingIndex\" WHERE \"ListingId\" <= {count}");
        await RunAsync(
            db,
            "INSERT INTO \"ListingTitles\" (\"ListingId\", \"Words\")"
                + $" SELECT \"ListingId\" + {shift}, {words} FROM \"ListingTitles\" WHERE \"ListingId\" <= {count}");
    }

    private static Task CopyAsync<T>(PortalDb db, string alias, string rest, Dictionary<string, string> changed)
    {
        var columns = db.Model.FindEntityType(typeof(T))!.GetProperties().Select(property => property.GetColumnName()).ToList();
        var values = columns.Select(column => changed.GetValueOrDefault(column, $"{alias}.\"{column}\""));
        return RunAsync(
            db, $"INSERT INTO \"{Table<T>(db)}\" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) SELECT {string.Join(", ", values)} {rest}");
    }

    private static string Table<T>(PortalDb db) => db.Model.FindEntityType(typeof(T))!.GetTableName()!;

    /// <summary>As it is, braces included.</summary>
    private static async Task RunAsync(PortalDb db, string sql)
    {
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await command.ExecuteNonQueryAsync();
    }
}
