using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

/// <summary>An organization is deleted two weeks after an Owner asked for it: what it says before, what ends then, and what can undo it.</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private Scenario Scenario { get; set; } = null!;

    public async Task InitializeAsync() => Scenario = await Scenario.OpenAsync(more: services =>
    {
        InstallationBench.Register(services);
        services.AddAccountChanges();
    });

    public async Task DisposeAsync() => await Scenario.DisposeAsync();

    [Fact]
    public async Task What_ends_and_what_stays_is_counted_first()
    {
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
        await new InstallationBench(Scenario).InstalledAsync();
        await Scenario.StartAsync();

        var publisher = (await ReadAsync("acme", Scenario.Ada)).Value.Effects.Select(effect => effect.Text).ToList();
        var customer = (await ReadAsync("globex", Scenario.Gus)).Value.Effects.Select(effect => effect.Text).ToList();

        Assert.Contains("1 listing leaves the marketplace. Organizations that run it keep what they have, and get no new version.", publisher);
        Assert.Contains("1 draft or submission is closed.", publisher);
        Assert.Contains(publisher, text => text.EndsWith("members can no longer open the organization.", StringComparison.Ordinal));
        Assert.Contains("1 installed extension is uninstalled, with settings and secrets, and billed for the last time.", customer);
        Assert.DoesNotContain(customer, text => text.Contains("listing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_an_Owner_asks_for_it_and_types_the_name()
    {
        Refused("role_too_low", await Plan.RunAsync("acme", "acme", Scenario.Ben, default));
        Refused("organization_not_found", await Plan.RunAsync("acme", "acme", Scenario.Gus, default));
        Refused("slug_not_typed", await Plan.RunAsync("acme", "globex", Scenario.Ada, default));
        Refused("slug_not_typed", await Plan.RunAsync("acme", null, Scenario.Ada, default));
        Assert.Null((await ReadAsync("acme", Scenario.Ada)).Value.DeletesAt);

        Succeeds(await Plan.RunAsync("acme", " ACME ", Scenario.Ada, default));
        Refused("deletion_planned", await Plan.RunAsync("acme", "acme", Scenario.Ada, default));
        Assert.Equal(Scenario.Clock.GetUtcNow().AddDays(14), (await ReadAsync("acme", Scenario.Ada)).Value.DeletesAt);
    }

    [Fact]
    public async Task Kept_in_time_nothing_happens()
    {
        Succeeds(await Plan.RunAsync("acme", "acme", Scenario.Ada, default));
        Refused("role_too_low", await Plan.KeepAsync("acme", Scenario.Ben, default));
        Succeeds(await Plan.KeepAsync("acme", Scenario.Ada, default));
        Refused("deletion_not_planned", await Plan.KeepAsync("acme", Scenario.Ada, default));

        await PassAsync(TimeSpan.FromDays(15));

        Succeeds(await ReadAsync("acme", Scenario.Ada));
        Assert.Equal(["is kept", "will be deleted on"], (await ToldAsync(Scenario.Mia)).Select(title => Told(title, "is kept", "will be deleted on")).Order());
    }

    [Fact]
    public async Task A_deleted_publisher_leaves_the_marketplace_and_its_customers_keep_what_they_run()
    {
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
        await new InstallationBench(Scenario).InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        var review = await Scenario.InReviewAsync("1.1.0");
        var draft = await Scenario.StartAsync();
        var token = Scenario.Done(await Scenario.Get<CreateApiToken>()
            .RunAsync("acme", new("nightly", ApiTokenScopes.Read, TimeSpan.FromDays(90)), Scenario.Ada, default));
        Succeeds(await Plan.RunAsync("acme", "acme", Scenario.Ada, default));

        await PassAsync(TimeSpan.FromDays(13));
        Succeeds(await ReadAsync("acme", Scenario.Ada));
        Assert.Equal(ListingState.Listed, await StateAsync());
        await PassAsync(TimeSpan.FromDays(2));

        var refused = await ReadAsync("acme", Scenario.Ada);
        Assert.Equal((ErrorKind.Gone, "organization_deleted"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("Its invoices, statements and audit log are kept", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(ListingState.Unlisted, await StateAsync());
        Assert.Equal(SubmissionState.Withdrawn, (await Scenario.FindAsync(review)).State);
        Assert.NotNull(await Scenario.QueryAsync(db => db.Set<Submission>().Where(one => one.Id == draft).Select(one => one.DeletedAt).SingleAsync()));
        Assert.True(await Scenario.QueryAsync(db => db.Set<ApiToken>().AllAsync(one => one.RevokedAt != null)), token.Value);
        Assert.DoesNotContain(await Scenario.Get<OrganizationQueries>().ForUserAsync(Scenario.Ada.UserId, default), one => one.Slug == "acme");
        Assert.Equal(InstallationState.Active, await Scenario.QueryAsync(db => db.Set<Installation>().Select(one => one.State).SingleAsync()));
        Assert.Contains(await ToldAsync(Scenario.Mia), title => title.EndsWith("was deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_suspended_listing_of_a_deleted_publisher_is_not_listed_again_and_its_price_waits_no_longer()
    {
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
        var listing = await Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());
        var published = new PublishedRequest("acme", Kiket.Portal.Extensions.Extension.Marketplace, Scenario.Id, Scenario.Ada);
        var edit = Scenario.Done(await Scenario.Get<StartListingEdit>().RunAsync(published, default));
        var details = (await Scenario.FindAsync(edit)).Details;
        Scenario.Done(await Scenario.DescribeAsync(edit, details with { Pricing = new Pricing(PriceModel.Flat, 900) }));
        Succeeds(await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default));
        Succeeds(await Scenario.Get<SuspendListing>().RunAsync(listing.ExtensionKey, "Because.", Scenario.Olu, default));
        Assert.Contains("1 proposed price is withdrawn.", (await ReadAsync("acme", Scenario.Ada)).Value.Effects.Select(effect => effect.Text));
        Succeeds(await Plan.RunAsync("acme", "acme", Scenario.Ada, default));

        await PassAsync(TimeSpan.FromDays(15));

        Assert.Equal(ListingState.Suspended, await StateAsync());
        Assert.Equal(OfferChangeState.Withdrawn, await Scenario.QueryAsync(db => db.Set<OfferChange>().Select(change => change.State).SingleAsync()));
        Succeeds(await Scenario.Get<SuspendListing>().RestoreAsync(listing.ExtensionKey, Scenario.Olu, default));
        Assert.Equal(ListingState.Unlisted, await StateAsync());
    }

    [Fact]
    public async Task A_deleted_customer_uninstalls_once()
    {
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
        var bench = new InstallationBench(Scenario);
        await bench.InstalledAsync();
        Succeeds(await Plan.RunAsync("globex", "globex", Scenario.Gus, default));

        await PassAsync(TimeSpan.FromDays(15));
        await PassAsync(TimeSpan.FromDays(1));
        await bench.WorkAsync();

        var left = await Scenario.QueryAsync(db => db.Set<Installation>().AsNoTracking().SingleAsync());
        Assert.Equal(InstallationState.Uninstalled, left.State);
        Assert.Equal(("The organization was deleted.", Scenario.Gus.Name), (left.Departure!.Text, left.Departure.ByName));
        Assert.Single(bench.Extension.Calls, call => call.Kind == OperationKind.Uninstall);
    }

    private PlanDeletion Plan => Scenario.Get<PlanDeletion>();

    private static void Refused(string code, Result result) => Assert.Equal(code, result.Code());

    private static void Succeeds(Result result) => Assert.True(result.Succeeded, result.Error?.Message);

    private static void Succeeds<T>(Result<T> result) => Assert.True(result.Succeeded, result.Error?.Message);

    private static string Told(string title, params string[] parts) => parts.Single(part => title.Contains(part, StringComparison.Ordinal));

    private Task<Result<DeletionView>> ReadAsync(string organization, Actor actor) =>
        Scenario.Get<DeletionQueries>().RunAsync(organization, actor, default);

    /// <summary>Lets time pass, and the portal do what is due then.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        Scenario.Clock.Advance(time);
        await Scenario.Get<DeleteOrganizations>().RunAsync(default);
        await Scenario.HandleEventsAsync();
    }

    private Task<ListingState> StateAsync() => Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.State).SingleAsync());

    private Task<List<string>> ToldAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(notification => notification.UserId == person.UserId && notification.Key.StartsWith("organization."))
        .Select(notification => notification.Title).ToListAsync());
}
