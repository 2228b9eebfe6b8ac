using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class SuspendListingTests : ScenarioTests
{
    private SuspendListing Suspend => Scenario.Get<SuspendListing>();

    [Fact]
    public async Task A_suspended_listing_is_in_no_search_and_its_publisher_reads_why()
    {
        var key = await ListedAsync();

        Assert.True((await Suspend.RunAsync(key, " It sends issues to a host it does not name. ", Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal((ListingState.Suspended, "It sends issues to a host it does not name."), await StateAsync());
        Assert.Equal(0, await FoundAsync());
        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("listing.suspended")).ToListAsync());
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.All(notified, notification => Assert.StartsWith("It sends issues", notification.Body, StringComparison.Ordinal));
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "listing.suspended"));
        Assert.Equal((Scenario.Olu.UserId, true), (entry.ActorId, entry.OrganizationId is not null));
    }

    [Fact]
    public async Task Its_publisher_sees_it_among_its_own_with_the_reason()
    {
        var key = await ListedAsync();
        var organization = await Scenario.QueryAsync(
            db => db.Set<Listing>().Where(listing => listing.ExtensionKey == key).Select(listing => listing.OrganizationId).SingleAsync());
        Assert.Empty(await Scenario.Get<ListingQueries>().SuspendedOfAsync(organization, CancellationToken.None));

        await Suspend.RunAsync(key, "Because.", Scenario.Olu, CancellationToken.None);

        Assert.Equal(
            new SuspendedListing(Scenario.Id, Scenario.Details.Name, "Because."),
            Assert.Single(await Scenario.Get<ListingQueries>().SuspendedOfAsync(organization, CancellationToken.None)));
        Assert.Empty(await Scenario.Get<ListingQueries>().PublishedByAsync(organization, CancellationToken.None));
    }

    [Fact]
    public async Task A_restored_listing_is_found_again()
    {
        var key = await ListedAsync();
        await Suspend.RunAsync(key, "Because.", Scenario.Olu, CancellationToken.None);

        Assert.True((await Suspend.RestoreAsync(key, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal((ListingState.Listed, null), await StateAsync());
        Assert.Equal(1, await FoundAsync());
    }

    [Fact]
    public async Task A_new_version_does_not_bring_a_suspended_listing_back()
    {
        var key = await ListedAsync();
        await Suspend.RunAsync(key, "Because.", Scenario.Olu, CancellationToken.None);

        await Scenario.ListedAsync("1.1.0");

        Assert.Equal(ListingState.Suspended, (await StateAsync()).State);
    }

    [Fact]
    public async Task What_is_not_possible_says_so()
    {
        var key = await ListedAsync();

        Assert.Equal("listing_not_suspended", (await Suspend.RestoreAsync(key, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("reason_length", (await Suspend.RunAsync(key, " ", Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal(
            "reason_length",
            (await Suspend.RunAsync(key, new string('r', SuspendListing.MaxReasonLength + 1), Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("listing_not_found", (await Suspend.RunAsync(Guid.NewGuid(), "Because.", Scenario.Olu, CancellationToken.None)).Code());
        await Suspend.RunAsync(key, "Because.", Scenario.Olu, CancellationToken.None);
        Assert.Equal("listing_not_listed", (await Suspend.RunAsync(key, "Again.", Scenario.Olu, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Only_operators_suspend_and_restore()
    {
        var key = await ListedAsync();

        Assert.Equal("not_found", (await Suspend.RunAsync(key, "Mine.", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Suspend.RunAsync(key, "Because.", Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Suspend.RestoreAsync(key, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(ListingState.Listed, (await StateAsync()).State);
    }

    [Fact]
    public async Task Removed_for_good_its_page_is_gone_and_no_version_follows()
    {
        var key = await ListedAsync();
        var next = await Scenario.InReviewAsync("1.1.0");
        Assert.Equal("id_not_typed", (await Suspend.RemoveAsync(key, "Stolen.", "dev.acme.other", Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("reason_length", (await Suspend.RemoveAsync(key, " ", Scenario.Id, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Suspend.RemoveAsync(key, "Stolen.", Scenario.Id, Scenario.Ada, CancellationToken.None)).Code());

        Scenario.Ok(await Suspend.RemoveAsync(key, "Stolen.", $" {Scenario.Id.ToUpperInvariant()} ", Scenario.Olu, CancellationToken.None));

        Assert.Equal((ListingState.Removed, "Stolen."), await StateAsync());
        Assert.Equal(0, await FoundAsync());
        var page = await Scenario.Get<Kiket.Portal.Listings.Pages.ReadListingPage>()
            .RunAsync(VisibleRegistry.Marketplace, Scenario.Id, null, CancellationToken.None);
        Assert.Equal((ErrorKind.Gone, "listing_removed"), (page.Error!.Kind, page.Error.Code));
        Assert.Equal("extension_removed", (await Scenario.DecideAsync(next, Kiket.Portal.Reviews.Decisions.Decision.Approve)).Code());
        Assert.Equal("listing_removed", (await Suspend.RemoveAsync(key, "Again.", Scenario.Id, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("listing_not_suspended", (await Suspend.RestoreAsync(key, Scenario.Olu, CancellationToken.None)).Code());
        var told = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("listing.removed")).Select(one => one.Body).ToListAsync());
        Assert.All(told, body => Assert.StartsWith("Stolen.", body, StringComparison.Ordinal));
        Assert.Equal(2, told.Count);
    }

    private async Task<Guid> ListedAsync()
    {
        await Scenario.ListedAsync();
        return await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.ExtensionKey).SingleAsync());
    }

    private Task<(ListingState State, string? Reason)> StateAsync() =>
        Scenario.QueryAsync(async db => await db.Set<Listing>()
            .Select(listing => new ValueTuple<ListingState, string?>(listing.State, listing.SuspendedFor))
            .SingleAsync());

    private async Task<int> FoundAsync() =>
        (await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace), CancellationToken.None)).Total;
}
