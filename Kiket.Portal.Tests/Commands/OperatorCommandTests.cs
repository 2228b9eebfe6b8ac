using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Commands;

public abstract class OperatorCommandTests : IAsyncLifetime
{
    private PortalDatabase _database = null!;
    private string? _connection;

    protected abstract DatabaseProvider Provider { get; }

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(provider: Provider);
        await using var db = await _database.OpenAsync();
        _connection = db.Database.GetConnectionString();
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_person_gets_both_roles_and_the_audit_log_says_from_where()
    {
        var ana = await _database.AddPersonAsync("ana");

        var done = (await RunAsync("operators", "add", " ANA@example.com")).Done();

        Assert.StartsWith("ana (ana@example.com) is now operator and reviewer.", done, StringComparison.Ordinal);
        await using var db = await _database.OpenAsync();
        Assert.Equal(PlatformRoles.Operator | PlatformRoles.Reviewer, (await db.Set<PortalUser>().SingleAsync()).PlatformRoles);
        var entry = await db.Set<AuditEntry>().SingleAsync();
        Assert.Equal((null, "Kiket", "person.role_granted", ana.UserId.ToString()), (entry.ActorId, entry.ActorName, entry.Action, entry.SubjectId));
        Assert.Contains("command line", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_changes_and_records_nothing()
    {
        await _database.AddPersonAsync("ana");

        (await RunAsync("operators", "add", "ana@example.com")).Done();
        (await RunAsync("operators", "add", "ana@example.com")).Done();

        await using var db = await _database.OpenAsync();
        Assert.Equal(1, await db.Set<AuditEntry>().CountAsync());
    }

    [Fact]
    public async Task It_works_while_there_is_an_operator()
    {
        await _database.AddPersonAsync("olu", PlatformRoles.Operator);
        await _database.AddPersonAsync("ana");

        (await RunAsync("operators", "add", "ana@example.com")).Done();

        Assert.Equal(
            "ana@example.com  ana  Reviewer, Operator\nolu@example.com  olu  Operator",
            (await RunAsync("operators", "list")).Done());
    }

    [Fact]
    public async Task An_unconfirmed_address_is_pointed_out()
    {
        await _database.AddPersonAsync("ana");

        Assert.Contains("The address isn't confirmed", (await RunAsync("operators", "add", "ana@example.com")).Done(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_an_account_is_refused_in_a_sentence()
    {
        var refused = (await RunAsync("operators", "add", "nobody@example.com", "--Portal:PublicUrl=https://market.example")).Refused();

        Assert.Equal(
            "There is no account with the address nobody@example.com. "
            + "Register first at https://market.example/account/register, then run this again.",
            refused);
    }

    [Fact]
    public async Task A_locked_person_is_refused()
    {
        var ana = await _database.AddPersonAsync("ana");
        await using (var db = await _database.OpenAsync())
        {
            Assert.True((await db.Set<PortalUser>().SingleAsync()).Lock("Spam.", ana.UserId, DateTimeOffset.UnixEpoch).Succeeded);
            await db.SaveChangesAsync();
        }

        Assert.Contains("ana is locked", (await RunAsync("operators", "add", "ana@example.com")).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_without_operators_lists_none() =>
        Assert.Contains("Nobody is operator or reviewer yet", (await RunAsync("operators", "list")).Done(), StringComparison.Ordinal);

    private Task<Told> RunAsync(params string[] arguments) => Told.OnAsync(
        _database.Directory,
        Provider == DatabaseProvider.Sqlite
            ? arguments
            : [.. arguments, "--Database:Provider=PostgreSql", $"--ConnectionStrings:Portal={_connection}"]);
}

public sealed class OperatorCommandOnSqliteTests : OperatorCommandTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.Sqlite;

    [Fact]
    public async Task Without_a_database_it_says_to_start_the_portal_and_creates_none()
    {
        var directory = Places.Temporary();

        Assert.Contains("has no database yet", (await Told.OnAsync(directory, "operators", "list")).Refused(), StringComparison.Ordinal);

        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        Places.Remove(directory);
    }

    [Fact]
    public async Task A_database_of_another_version_is_refused()
    {
        await using var database = await PortalDatabase.CreateAsync();
        await using var db = await database.OpenAsync();
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231000000_Later', '10.0.0')""");

        var refused = (await Told.OnAsync(database.Directory, "operators", "list")).Refused();

        Assert.Contains("The database is of another version of the portal", refused, StringComparison.Ordinal);
    }
}

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class OperatorCommandOnPostgreSqlTests : OperatorCommandTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
