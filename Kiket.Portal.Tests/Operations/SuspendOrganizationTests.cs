using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Operations;

/// <summary>An operator suspends an organization: what is counted first, what ends, and the undo.</summary>
public sealed class SuspendOrganizationTests : IAsyncLifetime
{
    private const string Reason = "Sends mail to strangers.";

    private Scenario Scenario { get; set; } = null!;

    public async Task InitializeAsync() => Scenario = await Scenario.OpenAsync(more: services => InstallationBench.Register(services));

    public async Task DisposeAsync() => await Scenario.DisposeAsync();

    [Fact]
    public async Task What_it_means_is_counted_first()
    {
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
        await new InstallationBench(Scenario).InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        await Scenario.InReviewAsync("1.1.0");

        Assert.Equal(
            [
                "4 members can no longer publish for it. They are notified.",
                "1 listing can't be found or newly installed.",
                "1 installation in 1 organization of what it publishes keep running, without new versions.",
                "1 open submission can't be approved.",
            ],
            Scenario.Done(await Scenario.Get<SuspensionEffects>().OfOrganizationAsync(await AcmeAsync(), Scenario.Olu, default)));
        Assert.Equal(
            ["They are not signed in anywhere.", "1 organization without another Owner: ACME."],
            Scenario.Done(await Scenario.Get<SuspensionEffects>().OfPersonAsync(Scenario.Ada.UserId, Scenario.Olu, default)));
        Assert.Equal("not_found", (await Scenario.Get<SuspensionEffects>().OfOrganizationAsync(await AcmeAsync(), Scenario.Ada, default)).Code());
        Assert.Equal(
            "platform_role_missing", (await Scenario.Get<SuspensionEffects>().OfPersonAsync(Scenario.Ada.UserId, Scenario.Rita, default)).Code());
    }

    [Fact]
    public async Task Its_listings_leave_and_come_back_with_it_and_its_members_are_told_why()
    {
        await Scenario.ListedAsync();
        await Scenario.ListedAsync(id: "dev.acme.next", fullName: "acme/next");
        var key = await KeyAsync("dev.acme.next");
        Scenario.Ok(await Scenario.Get<SuspendListing>().RunAsync(key, "By itself.", Scenario.Olu, default));

        Scenario.Ok(await SuspendAsync());

        Assert.Equal(0, await FoundAsync());
        Assert.Equal((ListingState.Suspended, Reason), await StateAsync(await KeyAsync(Scenario.Id)));
        var told = await Scenario.QueryAsync(db => db.Set<Notification>().Where(one => one.UserId == Scenario.Mia.UserId).SingleAsync());
        Assert.Equal("ACME is suspended", told.Title);
        Assert.Contains(Reason, told.Body, StringComparison.Ordinal);
        Assert.Contains("contact the operators", told.Body, StringComparison.Ordinal);
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(one => one.Action == "organization.suspended"));
        Assert.Equal((Scenario.Olu.UserId, await AcmeAsync()), (entry.ActorId, entry.OrganizationId));
        Assert.Equal("publisher_suspended", (await Scenario.Get<SuspendListing>().RestoreAsync(key, Scenario.Olu, default)).Code());

        Scenario.Ok(await Suspend.ResumeAsync(await AcmeAsync(), Scenario.Olu, default));
        await Scenario.HandleEventsAsync();

        Assert.Equal(1, await FoundAsync());
        Assert.Equal((ListingState.Listed, null), await StateAsync(await KeyAsync(Scenario.Id)));
        Assert.Equal((ListingState.Suspended, "By itself."), await StateAsync(key));
    }

    [Fact]
    public async Task Its_members_publish_nothing_until_it_is_restored()
    {
        var submission = await Scenario.InReviewAsync();
        var draft = await Scenario.ReadyAsync(id: "dev.acme.next", fullName: "acme/next");
        Scenario.Ok(await SuspendAsync());

        var started = await Scenario.Get<StartSubmission>().RunAsync("acme", Extension.Marketplace, Scenario.Ada, default);
        Assert.Equal((ErrorKind.Forbidden, OrganizationSuspension.Code), (started.Error!.Kind, started.Error.Code));
        Assert.Contains(Reason, started.Error.Message, StringComparison.Ordinal);
        Assert.Equal(OrganizationSuspension.Code, (await Scenario.SubmitAsync(draft)).Code());
        Assert.Equal(OrganizationSuspension.Code, (await Scenario.DecideAsync(submission, Decision.Approve)).Code());

        Scenario.Ok(await Suspend.ResumeAsync(await AcmeAsync(), Scenario.Olu, default));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Scenario.Ok(await Scenario.SubmitAsync(draft));
    }

    [Fact]
    public async Task Its_listings_keep_their_words_until_it_is_restored()
    {
        await Scenario.ListedAsync();
        var listing = new PublishedRequest("acme", Extension.Marketplace, Scenario.Id, Scenario.Ada);
        var edit = Scenario.Done(await Scenario.Get<StartListingEdit>().RunAsync(listing, default));
        Scenario.Done(await Scenario.DescribeAsync(edit, (await Scenario.FindAsync(edit)).Details with { Summary = "Shorter." }));
        Scenario.Ok(await SuspendAsync());

        Assert.Equal(OrganizationSuspension.Code, (await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default)).Code());

        Assert.Equal(Scenario.Details.Summary, await SummaryAsync());
        Scenario.Ok(await Suspend.ResumeAsync(await AcmeAsync(), Scenario.Olu, default));
        await Scenario.HandleEventsAsync();
        Scenario.Ok(await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default));
        Assert.Equal("Shorter.", await SummaryAsync());
    }

    [Fact]
    public async Task Its_members_are_told_the_address_of_the_operators()
    {
        Scenario.Get<IOptions<PortalOptions>>().Value.SupportContact = "help@market.example";

        Scenario.Ok(await SuspendAsync());

        var told = await Scenario.QueryAsync(db => db.Set<Notification>().Where(one => one.UserId == Scenario.Mia.UserId).SingleAsync());
        Assert.EndsWith("If this is a mistake, write to help@market.example.", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_possible_says_so()
    {
        Assert.Equal("reason_length", (await Suspend.RunAsync(await AcmeAsync(), "Spam", Scenario.Olu, default)).Code());
        Assert.Equal("reason_length", (await Suspend.RunAsync(await AcmeAsync(), " ", Scenario.Olu, default)).Code());
        Assert.Equal(
            "reason_length", (await Suspend.RunAsync(await AcmeAsync(), new string('r', Organization.MaxSuspensionReason + 1), Scenario.Olu, default)).Code());
        Assert.Equal("organization_not_found", (await Suspend.RunAsync(Guid.NewGuid(), Reason, Scenario.Olu, default)).Code());
        Assert.Equal("organization_not_suspended", (await Suspend.ResumeAsync(await AcmeAsync(), Scenario.Olu, default)).Code());
        Assert.Equal("not_found", (await Suspend.RunAsync(await AcmeAsync(), Reason, Scenario.Ada, default)).Code());
        Assert.Equal("platform_role_missing", (await Suspend.RunAsync(await AcmeAsync(), Reason, Scenario.Rita, default)).Code());
        Scenario.Ok(await SuspendAsync());
        Assert.Equal("organization_suspended", (await Suspend.RunAsync(await AcmeAsync(), Reason, Scenario.Olu, default)).Code());
        Assert.Equal("not_found", (await Suspend.ResumeAsync(await AcmeAsync(), Scenario.Ada, default)).Code());
    }

    private SuspendOrganization Suspend => Scenario.Get<SuspendOrganization>();

    private async Task<Result> SuspendAsync()
    {
        var done = await Suspend.RunAsync(await AcmeAsync(), $" {Reason} ", Scenario.Olu, default);
        await Scenario.HandleEventsAsync();
        return done;
    }

    private Task<Guid> AcmeAsync() => Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync());

    private Task<Guid> KeyAsync(string id) => Scenario.QueryAsync(
        db => db.Set<Listing>().Where(listing => listing.ExtensionId == id).Select(listing => listing.ExtensionKey).SingleAsync());

    private Task<(ListingState State, string? Reason)> StateAsync(Guid key) => Scenario.QueryAsync(async db => await db.Set<Listing>()
        .Where(listing => listing.ExtensionKey == key)
        .Select(listing => new ValueTuple<ListingState, string?>(listing.State, listing.SuspendedFor))
        .SingleAsync());

    private Task<string> SummaryAsync() =>
        Scenario.QueryAsync(db => db.Set<Listing>().Where(listing => listing.ExtensionId == Scenario.Id).Select(listing => listing.Summary).SingleAsync());

    private async Task<int> FoundAsync() =>
        (await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace), default)).Total;
}
