using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Reports;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>The same on PostgreSQL, whose queries are others: every page opens, and what people do to accounts and rights works.</summary>
[Collection(PostgreSqlServer.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RouteAccessOnPostgreSqlTests(PostgreSqlServer server)
{
    /// <summary>One portal for both: bringing up the demo on PostgreSQL takes a while.</summary>
    [Fact]
    public async Task Everybody_gets_in_where_they_may_and_acts_on_accounts_and_rights_work()
    {
        await using var portal = await StartAsync();

        RouteAccessTests.AssertNone(await RouteAccessTests.WrongAsync(portal));
        await ActAsync(portal);
    }

    private static async Task ActAsync(PortalServer portal)
    {
        var (owner, olu) = (await ActorAsync(portal, "publisher@"), await ActorAsync(portal, "operator@"));

        Succeeds(await portal.Services.GetRequiredService<ReportListing>().RunAsync(
            new ReportListingRequest(await ListedAsync(portal), ReportReason.Security, "It sends mail to strangers.", null, "203.0.113.5"), default));
        var reports = await portal.Services.GetRequiredService<ReportQueries>().RunAsync(isHandled: false, null, olu, new PageRequest(1, 20), default);
        Assert.Single(reports.Value.Items);

        var colleague = await ActorAsync(portal, "colleague@");
        Succeeds(await portal.Services.GetRequiredService<LockPerson>().RunAsync(colleague.UserId, "Sends mail to strangers.", olu, default));
        Succeeds(await portal.Services.GetRequiredService<UnlockPerson>().RunAsync(colleague.UserId, olu, default));

        var customer = await ActorAsync(portal, "customer@");
        var invited = await portal.Services.GetRequiredService<InviteMember>()
            .RunAsync("acme", await EmailAsync(portal, customer), OrganizationRole.Member, owner, default);
        var joined = await portal.Services.GetRequiredService<AcceptInvitation>().RunAsync(SecretLinks.SecretOf(invited.Value.Path), customer, default);
        Assert.Equal("acme", joined.Value);
        Assert.True((await portal.Services.GetRequiredService<RequestEmailChange>().RunAsync("carla@home.test", customer, default)).Succeeded);

        Succeeds(await portal.Services.GetRequiredService<DeleteAccount>().RunAsync(await EmailAsync(portal, colleague), colleague, default));
    }

    private static void Succeeds(Result result) => Assert.True(result.Succeeded, result.Error?.Message);

    private async Task<PortalServer> StartAsync() => await PortalServer.StartAsync(
        [("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", await server.CreateDatabaseAsync()), .. RouteAccessTests.Generous]);

    private static async Task<string> ListedAsync(PortalServer portal)
    {
        await using var db = await OpenAsync(portal);
        return await db.Set<Listing>().Where(listing => listing.State == ListingState.Listed).Select(listing => listing.ExtensionId).FirstAsync();
    }

    private static async Task<Actor> ActorAsync(PortalServer portal, string begins)
    {
        await using var db = await OpenAsync(portal);
        return await db.Set<PortalUser>()
            .Where(user => user.Email!.StartsWith(begins))
            .Select(user => new Actor(user.Id, user.DisplayName, null, null))
            .SingleAsync();
    }

    private static async Task<string> EmailAsync(PortalServer portal, Actor person)
    {
        await using var db = await OpenAsync(portal);
        return await db.Set<PortalUser>().Where(user => user.Id == person.UserId).Select(user => user.Email!).SingleAsync();
    }

    private static Task<PortalDb> OpenAsync(PortalServer portal) => portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
}
