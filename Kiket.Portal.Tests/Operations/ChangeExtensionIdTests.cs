using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Operations;

/// <summary>An operator moves or frees an extension id.</summary>
public sealed class ChangeExtensionIdTests : ScenarioTests
{
    private const string Reason = "Globex owns the name.";

    [Fact]
    public async Task A_reserved_id_is_freed_with_a_reason_and_its_publisher_learns_why()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.True((await Change.FreeAsync(await KeyAsync(), Reason, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(SubmissionState.ChangesRequested, (await Scenario.FindAsync(submission)).State);
        Assert.True((await Row()).IsFree);
        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("extension_id.changed")).ToListAsync());
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.Contains(Reason, notified[0].Body, StringComparison.Ordinal);
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "extension_id.freed"));
        Assert.Equal((Scenario.Olu.UserId, true), (entry.ActorId, entry.After!.Contains(Reason, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_id_with_releases_is_not_freed()
    {
        await Scenario.ListedAsync();

        Assert.Equal("extension_id_owned", (await Change.FreeAsync(await KeyAsync(), Reason, Scenario.Olu, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task An_id_with_a_listing_moves_after_a_confirmation_and_the_listing_names_the_new_publisher()
    {
        await Scenario.ListedAsync();
        await ConnectGlobexAsync();

        var unconfirmed = await MoveAsync(confirmed: false);
        Assert.Equal(("listing_moves_too", "confirmed"), (unconfirmed.Code(), Assert.Single(unconfirmed.Error!.Details).Field));
        Assert.Contains("Acme Alerts is listed under ACME", unconfirmed.Error.Message, StringComparison.Ordinal);
        Assert.True((await MoveAsync()).Succeeded);

        var globex = await Scenario.QueryAsync(db => db.Set<Organization>().SingleAsync(organization => organization.Slug == "globex"));
        var listing = await Scenario.QueryAsync(db => db.Set<Listing>().SingleAsync());
        Assert.Equal((globex.Id, "globex", "GLOBEX"), (listing.OrganizationId, listing.PublisherSlug, listing.PublisherName));
        var found = await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, "globex"), CancellationToken.None);
        Assert.Equal(Scenario.Id, Assert.Single(found.Items).ExtensionId);
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "extension_id.moved")));
        Assert.Equal("extension_id_taken", (await Scenario.SubmitAsync(await Scenario.ReadyAsync("2.0.0"))).Code());
    }

    [Fact]
    public async Task An_id_moves_only_to_an_organization_and_a_repository_that_are_there()
    {
        await Scenario.InReviewAsync();
        var nobody = await MoveAsync(organization: "nobody");
        Assert.Equal(("organization_not_found", "organization"), (nobody.Code(), nobody.Error!.Details[0].Field));
        Assert.Contains("hasn't connected a repository yet", (await MoveAsync()).Error!.Message, StringComparison.Ordinal);
        await ConnectGlobexAsync();
        Assert.Contains("It has connected globex/copy.", (await MoveAsync(repository: "globex/other")).Error!.Message, StringComparison.Ordinal);
        Assert.Equal("reason", (await MoveAsync(reason: " ")).Error!.Details[0].Field);

        Assert.True((await MoveAsync()).Succeeded);
        Assert.Equal("extension_id_there", (await MoveAsync()).Code());
    }

    [Fact]
    public async Task Nobody_but_an_operator_sees_moves_or_frees_ids()
    {
        await Scenario.InReviewAsync();
        foreach (var (person, kind) in new[] { (Scenario.Ada, ErrorKind.NotFound), (Scenario.Rita, ErrorKind.Forbidden) })
        {
            Assert.Equal(kind, (await Change.FreeAsync(await KeyAsync(), Reason, person, CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await MoveAsync(actor: person)).Error!.Kind);
            Assert.Equal(
                kind,
                (await Scenario.Get<ExtensionIdQueries>()
                    .RunAsync(false, null, person, new PageRequest(1, 20), CancellationToken.None)).Error!.Kind);
        }
    }

    private ChangeExtensionId Change => Scenario.Get<ChangeExtensionId>();

    private async Task ConnectGlobexAsync()
    {
        Scenario.GitHub.Push("globex/copy", SampleRepository.Complete("dev.globex.copy", "1.0.0"));
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(Scenario.Gus, "globex"), "https://github.com/globex/copy", actor: Scenario.Gus));
    }

    private async Task<Result> MoveAsync(
        string organization = "globex",
        string repository = "globex/copy",
        string reason = Reason,
        bool confirmed = true,
        Actor? actor = null) =>
        await Change.MoveAsync(
            new MoveExtensionIdRequest(await KeyAsync(), organization, repository, reason, confirmed, actor ?? Scenario.Olu),
            CancellationToken.None);

    private async Task<ExtensionIdRow> Row() =>
        Assert.Single(Scenario.Done(await Scenario.Get<ExtensionIdQueries>()
            .RunAsync(false, Scenario.Id, Scenario.Olu, new PageRequest(1, 20), CancellationToken.None)).Items);

    private Task<Guid> KeyAsync() => Scenario.QueryAsync(
        db => db.Set<Extension>().Where(extension => extension.NormalizedId == Scenario.Id).Select(extension => extension.Id).SingleAsync());
}
