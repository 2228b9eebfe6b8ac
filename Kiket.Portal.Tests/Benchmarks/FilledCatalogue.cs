using System.Globalization;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.Listings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Many listings, quickly: a few hundred are made by the use case, each different, and their rows are then copied in
/// SQL under new ids and names. All of them share the documents of the first, 60 KB of HTML.
/// </summary>
internal static class FilledCatalogue
{
    private const int Templates = 250;
    private const int DocumentBytes = 60 * 1024;

    private static readonly string[] Words =
    [
        "slack", "issue", "report", "time", "tracking", "git", "alert", "approval", "flow", "calendar", "crm", "sync", "digest",
        "extension", "sla", "export", "csv", "webhook", "team", "planning", "invoice", "audit", "log", "mobile", "email", "intake",
    ];

    private static readonly string[] Scopes = ["issues:read", "issues:write", "comments:read", "comments:write", "users:read", "projects:read"];

    /// <summary>The id of the n-th listing.</summary>
    public static string Id(int n) => string.Create(CultureInfo.InvariantCulture, $"dev.acme.helper-{n}");

    public static async Task FillAsync(PortalServer portal, int size)
    {
        var databases = portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>();
        var catalogue = new Catalogue(databases, portal.Services.GetRequiredService<ShowRelease>(), TimeProvider.System);
        for (var n = 0; n < Math.Min(Templates, size); n++)
        {
            await catalogue.AddAsync(Sample(n));
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(portal.DataDirectory, "portal.db")}");
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Run(connection, "PRAGMA defer_foreign_keys = ON");
            Documents(connection);
            for (var made = Templates; made < size; made += Templates)
            {
                Copy(connection, made);
            }

            Run(connection, $"UPDATE Listings SET DocumentSetId = (SELECT Id FROM {Name(connection, "DocumentSet")} LIMIT 1)");
            await transaction.CommitAsync();
        }

        Run(connection, "ANALYZE");
        portal.Services.GetRequiredService<ListingStamps>().Raise(null);
    }

    private static Sample Sample(int n) => new($"Helper {n}")
    {
        Id = Id(n),
        Summary = $"{Words[n % Words.Length]} and {Words[(n * 7) % Words.Length]} for teams that want {Words[(n * 3) % Words.Length]}.",
        Categories = [.. Kiket.Portal.Listings.Categories.CategorySeed.All.Select(category => category.Slug).Skip(n % 9).Take(1 + (n % 2))],
        Scopes = [.. Scopes.Where((_, index) => (n >> index) % 2 == 1)],
        Tags = [Words[(n * 5) % Words.Length], Words[(n * 11) % Words.Length]],
        IsManaged = n % 3 == 0,
        IsVerified = n % 2 == 0,
        Words = string.Join(' ', Enumerable.Range(0, 120).Select(index =>
            Words[(n + (index * (1 + (n % 5)))) % Words.Length]
            + (index % 9 == 0 ? (n * index).ToString(CultureInfo.InvariantCulture) : ""))),
    };

    private static void Documents(SqliteConnection connection)
    {
        var html = new StringBuilder();
        while (html.Length < DocumentBytes)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<h2>Part {html.Length}</h2><p>{string.Join(' ', Words)} &amp; more.</p><ul><li>One</li><li>Two</li></ul>");
        }

        var set = Guid.CreateVersion7();
        var columns = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Id"] = Text(set),
            ["RepositoryId"] = Text(Guid.NewGuid()),
            ["Commit"] = new string('a', 40),
        };
        Insert(connection, Name(connection, "DocumentSet"), columns);
        Insert(connection, Name(connection, "DocumentPage"), new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Id"] = Text(Guid.CreateVersion7()),
            ["DocumentSetId"] = Text(set),
            ["Tab"] = "Overview",
            ["Path"] = "README.md",
            ["Html"] = html.ToString(),
        });
    }

    /// <summary>Copies the templates under numbers from <paramref name="from"/> on.</summary>
    private static void Copy(SqliteConnection connection, int from)
    {
        var shift = from.ToString(CultureInfo.InvariantCulture);
        // Fresh ids in the form that EF Core writes: upper-case text.
        const string Fresh = "upper(substr(Id, 1, 24) || printf('%012x', $from * 1000000 + rowid))";
        CopyRows(connection, "Extensions", $"ExtensionId LIKE 'dev.acme.helper-%' AND rowid <= {Templates}", from, new()
        {
            ["Id"] = Fresh,
            ["ExtensionId"] = $"'dev.acme.helper-' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
            ["NormalizedId"] = $"'dev.acme.helper-' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
        });
        CopyRows(connection, "Listings", $"Id <= {Templates}", from, new()
        {
            ["Id"] = $"Id + {shift}",
            ["ExtensionKey"] = "(SELECT "
                + Fresh.Replace("Id,", "e.Id,", StringComparison.Ordinal).Replace("+ rowid", "+ e.rowid", StringComparison.Ordinal)
                + " FROM Extensions e WHERE e.Id = Listings.ExtensionKey)",
            ["ExtensionId"] = $"'dev.acme.helper-' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
            ["NormalizedId"] = $"'dev.acme.helper-' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
            ["SortName"] = $"'helper ' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
            ["Name"] = $"'Helper ' || (CAST(substr(ExtensionId, 17) AS INTEGER) + {shift})",
            ["ReleasedAt"] = $"ReleasedAt - {shift} * 10000000",
        });
        CopyRows(connection, "ListingCategories", $"ListingId <= {Templates}", from, new() { ["ListingId"] = $"ListingId + {shift}" });
        Run(
            connection,
            "INSERT INTO ListingIndex (rowid, registry, name, summary, tags, publisher, documentation)"
                + $" SELECT rowid + {shift}, registry, 'Helper ' || (rowid - 1 + {shift}), summary, tags, publisher, documentation"
                + $" FROM ListingIndex WHERE rowid <= {Templates}");
        Run(
            connection,
            "INSERT INTO ListingTitles (rowid, registry, name, tags)"
                + $" SELECT rowid + {shift}, registry, 'Helper ' || (rowid - 1 + {shift}), tags"
                + $" FROM ListingTitles WHERE rowid <= {Templates}");
    }

    private static void CopyRows(SqliteConnection connection, string table, string where, int from, Dictionary<string, string> changed)
    {
        var columns = Columns(connection, table);
        var values = columns.Select(column => changed.GetValueOrDefault(column, $"\"{column}\""));
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))})"
            + $" SELECT {string.Join(", ", values)} FROM {table} WHERE {where}";
        command.Parameters.AddWithValue("$from", from);
        command.ExecuteNonQuery();
    }

    private static void Insert(SqliteConnection connection, string table, Dictionary<string, object> known)
    {
        using var command = connection.CreateCommand();
        var columns = new List<string>();
        using (var info = connection.CreateCommand())
        {
            info.CommandText = $"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')";
            using var reader = info.ExecuteReader();
            while (reader.Read())
            {
                var (name, isText, isRequired) = (reader.GetString(0), reader.GetString(1) == "TEXT", reader.GetBoolean(2));
                if (known.ContainsKey(name) || isRequired)
                {
                    columns.Add(name);
                    command.Parameters.AddWithValue("$" + name, known.GetValueOrDefault(name) ?? (isText ? name is "Headings" or "Kinds" ? "[]" : "" : 0));
                }
            }
        }

        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))})"
            + $" VALUES ({string.Join(", ", columns.Select(column => "$" + column))})";
        command.ExecuteNonQuery();
    }

    private static List<string> Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }

    /// <summary>The table of an entity, whether it is called by one or by many.</summary>
    private static string Name(SqliteConnection connection, string entity)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ($one, $many)";
        command.Parameters.AddWithValue("$one", entity);
        command.Parameters.AddWithValue("$many", entity + "s");
        return (string)command.ExecuteScalar()!;
    }

    private static string Text(Guid id) => id.ToString().ToUpperInvariant();

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
