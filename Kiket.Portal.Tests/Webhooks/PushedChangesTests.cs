using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

public sealed class PushedChangesOnSqlite : PushedChanges;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PushedChangesOnPostgreSql : PushedChanges
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>What a push does, by what it changes.</summary>
public abstract class PushedChanges : FollowingTests
{
    [Fact]
    public async Task Words_are_shown_and_found_at_once_and_the_release_stays()
    {
        var before = await ListingAsync();
        var changes = 0;
        using var following = Scenario.Get<ListingTopic>().Subscribe(before.ExtensionKey, () => Task.FromResult(++changes));

        var delivery = await PushAsync(
            Files.With("README.md", "# Acme Alerts\n\nNow with zebra stripes.\n").With("docs/getting-started.md", "# Start\n\nBegin.\n"));

        Assert.Equal((SyncOutcome.Refreshed, WebhookDeliveryState.Done), (delivery.Outcome, delivery.State));
        Assert.Equal("2 documents refreshed.", delivery.Effect);
        var after = await ListingAsync();
        var page = await Scenario.Get<DocumentQueries>().GetPageAsync(after.DocumentSetId!.Value, DocumentTab.Overview, CancellationToken.None);
        Assert.Contains("zebra stripes", page!.Html.ToString(), StringComparison.Ordinal);
        var found = await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, "zebra"), CancellationToken.None);
        Assert.Equal(Scenario.Id, Assert.Single(found.Items).ExtensionId);
        Assert.Equal((before.Version, before.Commit, before.ReleaseId, before.OfferId), (after.Version, after.Commit, after.ReleaseId, after.OfferId));
        await Wait.UntilAsync(() => changes > 0);
    }

    [Fact]
    public async Task Description_and_tags_follow_the_manifest_where_the_publisher_left_them()
    {
        await PushAsync(Files.Edited("  description: Tells the on-call channel about risky work.", "  description: Wakes the right person.\n  tags: [paging]"));

        var listing = await ListingAsync();
        Assert.Equal("Wakes the right person.", listing.Summary);
        Assert.Equal(["paging"], listing.Tags);
    }

    [Fact]
    public async Task Documents_alone_evict_the_listing_and_leave_the_pages_that_list_several()
    {
        var stamps = Scenario.Get<ListingStamps>();
        var (own, catalogue, changes) = (stamps.Of(Scenario.Id), stamps.Catalogue, stamps.Changes);

        await PushAsync(Files.With("README.md", "# Acme Alerts\n\nNow with zebra stripes.\n"));

        Assert.NotEqual(own, stamps.Of(Scenario.Id));
        Assert.NotEqual(changes, stamps.Changes);
        Assert.Equal(catalogue, stamps.Catalogue);

        await PushAsync(Files.Edited("  description: Tells the on-call channel about risky work.", "  description: Wakes the right person."));

        Assert.NotEqual(catalogue, stamps.Catalogue);
    }

    [Fact]
    public async Task What_readers_cannot_see_changes_nothing()
    {
        var before = await ListingAsync();
        var delivery = await PushAsync(Files.With("src/alerts.cs", "class Alerts;"));

        Assert.Equal(SyncOutcome.Validated, delivery.Outcome);
        var after = await ListingAsync();
        Assert.Equal((before.ChangedAt, before.RowVersion, before.DocumentSetId), (after.ChangedAt, after.RowVersion, after.DocumentSetId));
    }

    [Fact]
    public async Task Every_push_is_checked()
    {
        await PushAsync(Files.With("README.md", "# More\n"));

        var head = (await RepositoryAsync()).HeadCommit;
        Assert.True(await Scenario.QueryAsync(db => db.Set<CheckReport>().AnyAsync(report => report.Commit == head)));
    }

    [Fact]
    public async Task A_higher_version_becomes_one_draft_and_the_publisher_is_told_once()
    {
        var first = await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0"));
        var second = await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0").With("README.md", "# More\n"));

        Assert.Equal((SyncOutcome.DraftPrepared, SyncOutcome.DraftPrepared), (first.Outcome, second.Outcome));
        var draft = Assert.Single(await DraftsAsync());
        Assert.Equal(("1.1.0", (await RepositoryAsync()).HeadCommit), (draft.Version, draft.Commit));
        Assert.Equal(Scenario.Details.Justifications.OrderBy(pair => pair.Key), draft.Details.Justifications.OrderBy(pair => pair.Key));
        Assert.Single(await ToldAsync("submission.prepared"));
        Assert.Equal("1.0.0", (await ListingAsync()).Version);
        Assert.True((await Scenario.SubmitAsync(draft.Id)).Succeeded);
    }

    [Fact]
    public async Task A_draft_that_was_deleted_is_not_prepared_again()
    {
        await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0"));
        var draft = Assert.Single(await DraftsAsync());
        await Scenario.Get<Portal.Submissions.Drafts.DeleteDraft>().RunAsync(draft.Id, Scenario.Ada, CancellationToken.None);

        var delivery = await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0").With("README.md", "# More\n"));

        Assert.Equal(SyncOutcome.Validated, delivery.Outcome);
        Assert.Empty(await DraftsAsync());
    }

    [Fact]
    public async Task Words_pushed_during_the_review_are_shown_after_the_release()
    {
        await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0"));
        var draft = Assert.Single(await DraftsAsync());
        Assert.True((await Scenario.SubmitAsync(draft.Id)).Succeeded);
        var during = await PushAsync(SampleRepository.Complete(Scenario.Id, "1.1.0").With("README.md", "# Written during the review\n"));
        Assert.Equal(SyncOutcome.AlreadySubmitted, during.Outcome);

        Scenario.Done(await Scenario.DecideAsync(draft.Id, Decision.Approve));
        await Scenario.HandleEventsAsync();
        await WorkAsync();

        var listing = await ListingAsync();
        Assert.Equal("1.1.0", listing.Version);
        var page = await Scenario.Get<DocumentQueries>().GetPageAsync(listing.DocumentSetId!.Value, DocumentTab.Overview, CancellationToken.None);
        Assert.Contains("Written during the review", page!.Html.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  permissions: [issues:read, comments:write]", "  permissions: [issues:read, comments:write, users:write]", "Now also asks")]
    [InlineData("    url: https://alerts.acme.test/hooks", "    url: https://elsewhere.test/hooks", "elsewhere.test")]
    [InlineData("    - event: issue.created", "    - event: issue.deleted\n    - event: issue.created", "issue.deleted")]
    [InlineData("  author: Acme", "  author: Acme\n  pricing:\n    model: subscription\n    price_cents: 900", "price")]
    [InlineData("  author: Acme", "  author: Acme\n  configuration:\n    api_key:\n      type: string\n      label: API key\n      required: true", "API key")]
    public async Task What_customers_agreed_to_waits_for_a_version(string line, string replacement, string named)
    {
        var offer = (await ListingAsync()).OfferId;
        var delivery = await PushAsync(Files.Edited(line, replacement).With("README.md", "# New words\n"));

        Assert.Equal(SyncOutcome.NeedsRelease, delivery.Outcome);
        Assert.Contains(named, delivery.Effect, StringComparison.Ordinal);
        var listing = await ListingAsync();
        Assert.Equal(offer, listing.OfferId);
        Assert.Equal(["comments:write", "issues:read"], listing.Scopes.Order(StringComparer.Ordinal));
        var validation = await Scenario.QueryAsync(db => db.Set<RepositoryValidation>().AsNoTracking().SingleAsync());
        Assert.Equal(WebhookRules.NeedsRelease.Id, Assert.Single(validation.Findings).Id);
        Assert.Equal(SourceTrouble.NeedsRelease, (await RepositoryAsync()).Trouble);
        Assert.Single(await ToldAsync("repository.trouble"));
    }

    [Fact]
    public async Task A_manifest_with_errors_leaves_the_last_good_content_and_says_why()
    {
        var before = await ListingAsync();
        var delivery = await PushAsync(Files.WithManifest("extension: [").With("README.md", "# Broken\n"));
        await PushAsync(Files.WithManifest("extension: [").With("README.md", "# Broken twice\n"));

        Assert.Equal(SyncOutcome.ManifestInvalid, delivery.Outcome);
        Assert.Contains(".kiket/manifest.yaml:", delivery.Effect, StringComparison.Ordinal);
        Assert.Equal(before.DocumentSetId, (await ListingAsync()).DocumentSetId);
        Assert.Equal(SourceTrouble.ManifestInvalid, (await RepositoryAsync()).Trouble);
        Assert.Single(await ToldAsync("repository.trouble"));

        var fixedNow = await PushAsync(Files.With("README.md", "# Fixed\n"));
        Assert.Equal(SyncOutcome.Refreshed, fixedNow.Outcome);
        Assert.Equal(SourceTrouble.None, (await RepositoryAsync()).Trouble);
    }

    [Fact]
    public async Task A_manifest_that_is_gone_leaves_the_last_good_content()
    {
        var before = await ListingAsync();
        var delivery = await PushAsync(Files.Without(SampleRepository.ManifestPath));

        Assert.Equal(SyncOutcome.ManifestGone, delivery.Outcome);
        Assert.Equal(before.RowVersion, (await ListingAsync()).RowVersion);
    }

    [Fact]
    public async Task Another_id_is_never_a_rename()
    {
        var delivery = await PushAsync(SampleRepository.Complete("dev.acme.sirens", "1.0.0"));

        Assert.Equal(SyncOutcome.IdChanged, delivery.Outcome);
        Assert.Contains("dev.acme.sirens", delivery.Effect, StringComparison.Ordinal);
        Assert.Equal(Scenario.Id, (await ListingAsync()).ExtensionId);
    }

    [Fact]
    public async Task A_lower_version_never_replaces_the_listed_one()
    {
        await Scenario.ListedAsync("1.2.0");
        var before = await ListingAsync();
        var delivery = await PushAsync(Files.With("README.md", "# Old\n"), isForced: true);

        Assert.Equal(SyncOutcome.Validated, delivery.Outcome);
        Assert.Contains("replaced earlier commits", delivery.Effect, StringComparison.Ordinal);
        Assert.Equal((before.Version, before.DocumentSetId), ((await ListingAsync()).Version, (await ListingAsync()).DocumentSetId));
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<Release>().CountAsync()));
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<Offer>().CountAsync()));
    }

    private Task<List<Submission>> DraftsAsync() => Scenario.QueryAsync(db => db.Set<Submission>().AsNoTracking()
        .Where(submission => submission.State == SubmissionState.Draft && submission.DeletedAt == null)
        .ToListAsync());
}
