using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Audit;

/// <summary>Finding entries in a log, and taking them along.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Acme = Guid.CreateVersion7();
    private static readonly Actor Ada = new(Guid.CreateVersion7(), "Ada Lovelace", "192.0.2.7");

    private PortalDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PortalDatabase.CreateAsync(services => services.AddAudit());

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("", "1 2 3 4")]
    [InlineData("person=LOVE", "1 3")]
    [InlineData("person=%25", "")]
    [InlineData("kind=member", "1 2")]
    [InlineData("kind=member.joined", "2")]
    [InlineData("kind=mem", "")]
    [InlineData("subject=pinger", "3")]
    [InlineData("subject=release dev.acme", "3")]
    [InlineData("from=2026-05-03", "3 4")]
    [InlineData("until=2026-05-02", "1 2")]
    [InlineData("from=2026-05-02&until=2026-05-03&person=kiket", "2")]
    [InlineData("from=yesterday&until=9999-12-31", "1 2 3 4")]
    public async Task Entries_are_found_by_person_kind_subject_and_day(string query, string expected)
    {
        await AddAsync(Ada, "member.invited", new("invitation", "1"), 0, Acme);
        await AddAsync(null, "member.joined", new("member", "2"), 1, Acme);
        await AddAsync(Ada, "release.yanked", new("release", "dev.acme.pinger 3"), 2, Acme);
        await AddAsync(null, "token.created", new("token", "4"), 3, Acme);
        await AddAsync(Ada, "member.invited", new("invitation", "5"), 0, Guid.CreateVersion7());
        await AddAsync(Ada, "category.added", new("category", "6"), 0, organization: null);
        var parts = query.Split('&').Select(part => part.Split('=')).Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        var filter = AuditFilter.Parse(
            parts.GetValueOrDefault("person"),
            parts.GetValueOrDefault("kind"),
            parts.GetValueOrDefault("subject"),
            parts.GetValueOrDefault("from"),
            parts.GetValueOrDefault("until"));

        Assert.Equal(expected, string.Join(' ', (await IdsAsync(AuditScope.Of(Acme), filter)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_platforms_own_log_and_everything_are_apart()
    {
        await AddAsync(Ada, "member.invited", new("invitation", "1"), 0, Acme);
        await AddAsync(Ada, "category.added", new("category", "2"), 1, organization: null);

        Assert.Equal(["2"], await IdsAsync(AuditScope.Platform, new()));
        Assert.Equal(["2", "1"], await IdsAsync(AuditScope.Everything, new()));
    }

    [Fact]
    public async Task Pages_hold_every_entry_once_also_of_one_instant_and_while_others_are_written()
    {
        for (var number = 0; number < 25; number++)
        {
            // Ten of each instant.
            await AddAsync(Ada, "thing.changed", new("thing", number.ToString(CultureInfo.InvariantCulture)), number / 10, Acme);
        }

        var (seen, after) = (new List<string>(), (AuditCursor?)null);
        do
        {
            var slice = await _database.Get<AuditQueries>().PageAsync(AuditScope.Of(Acme), new(), after, 7, CancellationToken.None);
            seen.AddRange(slice.Entries.Select(entry => entry.SubjectId));
            after = AuditCursor.Parse(slice.Older?.ToString());
            await AddAsync(Ada, "thing.changed", new("thing", "new"), 9, Acme);
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 25), seen.Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x-y")]
    [InlineData("99999999999999999999-00000000000000000000000000000000")]
    [InlineData("9223372036854775807-00000000000000000000000000000000")]
    public void What_is_no_place_in_a_log_is_its_beginning(string? text) => Assert.Null(AuditCursor.Parse(text));

    [Fact]
    public async Task A_spreadsheet_gets_what_the_filter_shows_in_words_and_never_a_formula()
    {
        var formula = Ada with { Name = "=HYPERLINK(\"x\")" };
        await AddAsync(formula, "member.role_changed", new("member", "-1"), 0, Acme, new { role = "Admin" }, new { role = "Owner" });
        await AddAsync(Ada, "token.created", new("token", "@x"), 1, Acme, after: new { name = "a,\"b\"\nc" });
        await AddAsync(Ada, "listing.shown", new("listing", "1"), 2, Acme);

        var bytes = await ExportAsync(AuditFormat.Csv, new AuditFilter(Until: new DateOnly(2026, 5, 2)));

        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("\"Time (UTC)\",\"Person\"", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            """
            "2026-05-02 12:00:00","Ada Lovelace","no","token.created","token","'@x","Name: a,""b""
            """ + "\nc\"",
            lines[1],
            StringComparison.Ordinal);
        Assert.Contains(
            """
            "'=HYPERLINK(""x"")","no","member.role_changed","member","'-1","Role: Admin → Owner"
            """,
            lines[2],
            StringComparison.Ordinal);
        Assert.DoesNotMatch("(^|,)\"[=+@-]", string.Join(',', lines));
    }

    [Fact]
    public async Task A_program_gets_one_object_a_line_for_more_entries_than_fit_a_page()
    {
        const int Entries = 1_201;
        await using (var db = await _database.OpenAsync())
        {
            for (var number = 0; number < Entries; number++)
            {
                var subject = new AuditSubject("thing", number.ToString(CultureInfo.InvariantCulture));
                RecordAudit.Add(db, Ada, "thing.changed", subject, Start, Acme, after: new { number });
            }

            await db.SaveChangesAsync();
        }

        var lines = Encoding.UTF8.GetString(await ExportAsync(AuditFormat.JsonLines, new())).TrimEnd('\n').Split('\n');

        var numbers = lines.Select(line => JsonNode.Parse(line)!["after"]!["number"]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(0, Entries), numbers.Order());
    }

    [Fact]
    public Task The_database_itself_refuses_to_change_or_delete_an_entry() => RefusesAsync(DatabaseProvider.Sqlite);

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public Task So_does_PostgreSQL() => RefusesAsync(DatabaseProvider.PostgreSql);

    private static async Task RefusesAsync(DatabaseProvider provider)
    {
        await using var database = await PortalDatabase.CreateAsync(services => services.AddAudit(), provider: provider);
        await using var db = await database.OpenAsync();
        RecordAudit.Add(db, Ada, "thing.changed", new("thing", "1"), Start, Acme, after: new { number = 1 });
        await db.SaveChangesAsync();
        string[] attempts =
        [
            "UPDATE audit_entries SET \"ActorName\" = 'Eve'",
            "DELETE FROM audit_entries",
            provider == DatabaseProvider.PostgreSql
                ? "TRUNCATE audit_entries"
                : "INSERT OR REPLACE INTO audit_entries SELECT Id, OrganizationId, ActorId, 'Eve', TokenId, Action, SubjectType, SubjectId, Address, At, "
                    + "Before, After FROM audit_entries",
        ];

        foreach (var attempt in attempts)
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(attempt));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("Ada Lovelace", (await db.Set<AuditEntry>().AsNoTracking().SingleAsync()).ActorName);
    }

    private async Task AddAsync(
        Actor? actor, string action, AuditSubject subject, int day, Guid? organization, object? before = null, object? after = null)
    {
        await using var db = await _database.OpenAsync();
        RecordAudit.Add(db, actor, action, subject, Start.AddDays(day), organization, before, after);
        await db.SaveChangesAsync();
    }

    private async Task<List<string>> IdsAsync(AuditScope scope, AuditFilter filter) =>
        [
            .. (await _database.Get<AuditQueries>().PageAsync(scope, filter, after: null, 100, CancellationToken.None)).Entries
                .Select(entry => entry.SubjectId.Split(' ')[^1]),
        ];

    private async Task<byte[]> ExportAsync(AuditFormat format, AuditFilter filter)
    {
        using var output = new MemoryStream();
        await _database.Get<ExportAudit>().RunAsync(AuditScope.Of(Acme), filter, format, output, CancellationToken.None);
        return output.ToArray();
    }
}
