using Kiket.Portal.Data;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Kiket.Portal.Tests.Nodes;

/// <summary>Two nodes start at the same moment on a PostgreSQL database that lacks migrations: one migrates, the other waits.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class NodesStartTogetherTests
{
    [Fact]
    public Task On_an_empty_database() => StartAsync(_ => Task.CompletedTask);

    [Fact]
    public Task On_an_older_database() => StartAsync(async node =>
    {
        await using var db = await node.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().First());
    });

    private static async Task StartAsync(Func<PortalDatabase, Task> prepare)
    {
        foreach (var _ in Rounds.Of(3))
        {
            var connection = await PostgreSqlServer.NewDatabaseAsync();
            await using (var a = PortalDatabase.NodeOn(connection))
            await using (var b = PortalDatabase.NodeOn(connection))
            {
                await prepare(a);
                var before = await AppliedAsync(a);

                await Task.WhenAll(new[] { a, b }.Select(node => Task.Run(() => node.Get<MigrateDatabase>().RunAsync(CancellationToken.None))));

                await using var db = await b.OpenAsync();
                Assert.NotEqual(before, await AppliedAsync(a));
                Assert.Empty(await db.Database.GetPendingMigrationsAsync());
                var names = await db.Set<Category>().Select(category => category.Name).ToListAsync();
                Assert.NotEmpty(names);
                Assert.Distinct(names);
            }

            await PostgreSqlServer.DropDatabaseAsync(connection);
        }
    }

    private static async Task<int> AppliedAsync(PortalDatabase node)
    {
        await using var db = await node.OpenAsync();
        return (await db.Database.GetAppliedMigrationsAsync()).Count();
    }
}
