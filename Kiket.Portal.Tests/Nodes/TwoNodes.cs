using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Nodes;

/// <summary>Two portals on one PostgreSQL and one data directory: people act on A, and B shows it.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    /// <summary>
    /// It takes a few hundredths of a second; a second is promised. Three are allowed, because the tests of a busy machine share
    /// two cores with both portals and PostgreSQL. Without signals it would take a minute.
    /// </summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly string _directory = Places.Temporary();
    private ApiPortal? _first;
    private PortalServer? _second;
    private (string, string)[] _settings = [];

    public string Connection { get; private set; } = "";

    public ApiPortal A => _first!;

    public PortalServer B => _second!;

    public Actor Operator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Connection = await PostgreSqlServer.NewDatabaseAsync();
        _settings =
        [
            ("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", Connection), ("Portal:DataDirectory", _directory),
            // The longest that may be set: whatever happens sooner comes from a signal.
            ("Accounts:LookAtRightsEvery", "00:00:45"),
        ];
        _first = new ApiPortal(_settings);
        await _first.InitializeAsync();
        _second = await StartNodeAsync();
        using var scope = A.Server.Services.CreateScope();
        var olu = PortalUser.Register("olu@people.test", "Olu", DateTimeOffset.UtcNow);
        olu.SetPlatformRoles(PlatformRoles.Operator);
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(olu)).Succeeded);
        Operator = new Actor(olu.Id, "Olu");
    }

    public async Task DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
        Places.Remove(_directory);
    }

    /// <summary>One more node beside A.</summary>
    public Task<PortalServer> StartNodeAsync() => PortalServer.StartAsync([("GitHub:ApiUrl", A.GitHub.Address), ("Demo:Enabled", "false"), .. _settings]);

    public async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await A.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }

    public Task<Guid> KeyOfAsync(string extensionId) =>
        QueryAsync(db => db.Set<Listing>().Where(listing => listing.ExtensionId == extensionId).Select(listing => listing.ExtensionKey).SingleAsync());
}
