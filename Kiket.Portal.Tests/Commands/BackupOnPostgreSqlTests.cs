using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Commands;

/// <summary>On PostgreSQL, its own programs copy the database. They come with the server that the tests start.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class BackupOnPostgreSqlTests
{
    [Fact]
    public async Task What_comes_back_in_a_new_database_is_what_was_there()
    {
        var folder = Places.Temporary();
        await using var database = await PortalDatabase.CreateAsync(provider: DatabaseProvider.PostgreSql);
        await database.AddPersonAsync("ana", PlatformRoles.Reviewer);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(database.Directory, "keys")).FullName, "key.xml"), "<key/>");
        await using var db = await database.OpenAsync();
        var source = db.Database.GetConnectionString()!;
        var target = await PostgreSqlServer.NewDatabaseAsync();
        var (backup, restored) = (Path.Combine(folder, "backup"), Path.Combine(folder, "restored"));

        (await RunAsync(database.Directory, source, "backup", backup)).Done();
        (await RunAsync(restored, target, "restore", backup)).Done();

        Assert.Equal("<key/>", await File.ReadAllTextAsync(Path.Combine(restored, "keys", "key.xml")));
        Assert.Equal("ana@example.com  ana  Reviewer", (await RunAsync(restored, target, "operators", "list")).Done());
        Places.Remove(restored);
        Assert.Contains("isn't empty", (await RunAsync(restored, target, "restore", backup)).Refused(), StringComparison.Ordinal);

        await PostgreSqlServer.DropDatabaseAsync(target);
        Places.Remove(folder);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_sentence()
    {
        var folder = Places.Temporary();

        var refused = (await RunAsync(folder, $"Host=127.0.0.1;Port={Ports.Free()};Username=nobody;Database=portal", "operators", "list")).Refused();

        Assert.StartsWith("This didn't work:", refused, StringComparison.Ordinal);
        Places.Remove(folder);
    }

    private static Task<Told> RunAsync(string directory, string connection, params string[] arguments) =>
        Told.OnAsync(directory, [.. arguments, "--Database:Provider=PostgreSql", $"--ConnectionStrings:Portal={connection}"]);
}
