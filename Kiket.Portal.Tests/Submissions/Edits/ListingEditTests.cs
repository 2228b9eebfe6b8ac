using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Edits;

/// <summary>A listing is corrected without a new version.</summary>
public sealed class ListingEditTests : ScenarioTests
{
    private PublishListingEdit Publish => Scenario.Get<PublishListingEdit>();

    [Fact]
    public async Task Words_categories_support_and_links_are_live_without_a_new_version()
    {
        await Scenario.ListedAsync();
        var before = await ListingAsync();
        var edit = await EditAsync(details => details with
        {
            Name = "Acme Pager",
            Summary = "Pages the person on call.",
            Categories = ["automation", "communication"],
            Support = details.Support with { Email = "care@acme.example", FirstResponseHours = 8 },
            Links = details.Links with { Privacy = "https://acme.example/privacy" },
        });
        Assert.Equal("Acme Alerts", (await ListingAsync()).Name);

        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        var after = await ListingAsync();
        Assert.Equal(("Acme Pager", "Pages the person on call."), (after.Name, after.Summary));
        Assert.Equal(["automation", "communication"], after.CategorySlugs);
        Assert.Equal((before.Version, before.Commit, before.DocumentSetId), (after.Version, after.Commit, after.DocumentSetId));
        Assert.Equal(1, await FoundAsync("pager"));
        var offers = await Scenario.QueryAsync(db => db.Set<Offer>().OrderBy(offer => offer.Number).ToListAsync());
        Assert.Equal([1, 2], offers.Select(offer => offer.Number));
        Assert.Equal(("help@acme.example", "care@acme.example"), (offers[0].Terms.Support.Email, offers[1].Terms.Support.Email));
        Assert.Equal("https://acme.example/privacy", offers[1].Terms.Links.Privacy);
        Assert.Equal(offers[1].Id, after.OfferId);
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(one => one.Action == "listing.edited"));
        Assert.Contains("Pages the person on call.", entry.After, StringComparison.Ordinal);
        Assert.Contains(Scenario.Details.Summary, entry.Before, StringComparison.Ordinal);
        Assert.Single(await Scenario.QueryAsync(db => db.Set<Release>().ToListAsync()));
    }

    [Fact]
    public async Task Words_alone_leave_the_offer_as_it_is()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Summary = "Shorter." });

        Done(await Publish.RunAsync(edit, Scenario.Ada, default));
        // The second click of a double click.
        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        Assert.Single(await Scenario.QueryAsync(db => db.Set<Offer>().ToListAsync()));
        Assert.Single(await Scenario.QueryAsync(db => db.Set<ListingEdit>().ToListAsync()));
    }

    [Fact]
    public async Task Pictures_change_too_and_become_public_with_the_edit()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details);
        var shot = await Scenario.CaptionedAsync(edit, "The rules of a team.");
        Assert.Null(await PublishedAtAsync(shot));

        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        Assert.Equal(["The rules of a team."], (await ListingAsync()).Files.Screenshots.Select(one => one.Caption));
        Assert.NotNull(await PublishedAtAsync(shot));
        var done = await Scenario.QueryAsync(db => db.Set<ListingEdit>().SingleAsync());
        Assert.Equal("Screenshots", done.Title);
        Assert.Empty(done.Pictures!.Before.Screenshots);
        // The next edit starts with them.
        Assert.Equal([shot], (await Scenario.FindAsync(await EditAsync(details => details))).Screenshots.Select(one => one.UploadId));
    }

    [Fact]
    public async Task A_screenshot_without_a_caption_and_a_wrong_address_are_refused_together()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Support = details.Support with { Email = "nobody" } });
        Scenario.Done(await Scenario.AttachAsync(edit, UploadKind.Screenshot, Pictures.Png()));

        var refused = (await Publish.RunAsync(edit, Scenario.Ada, default)).Error!;

        Assert.Equal("not_ready", refused.Code);
        Assert.Contains(refused.Details, detail => detail.Field == "listing.support.email");
        Assert.Contains(refused.Details, detail => detail.Field!.EndsWith(".caption", StringComparison.Ordinal));
        Assert.Equal("help@acme.example", (await OfferAsync()).Terms.Support.Email);
    }

    [Fact]
    public async Task Base_URL_and_reasons_stay_with_the_version()
    {
        await Scenario.ListedAsync();

        foreach (var change in (Func<ListingDetails, ListingDetails>[])
        [
            details => details with { BaseUrl = "https://elsewhere.example" },
            details => details with { IsSecurityFix = true },
            details => details with { Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "Because." } },
        ])
        {
            var edit = await EditAsync(change);

            Assert.Equal("terms_need_a_version", (await Publish.RunAsync(edit, Scenario.Ada, default)).Code());
            Done(await Scenario.Get<DeleteDraft>().RunAsync(edit, Scenario.Ada, default));
        }

        Assert.Equal(PriceModel.Free, (await ListingAsync()).PriceModel);
    }

    [Fact]
    public async Task A_name_that_looks_like_another_publishers_is_refused()
    {
        await Scenario.ListedAsync();
        Scenario.Push(id: "dev.globex.pager", fullName: "globex/pager");
        var other = Scenario.Input with { Name = "Globex Pager" };
        var published = Scenario.Done(await Scenario.PublishAsync(other, url: "https://github.com/globex/pager", organization: "globex", actor: Scenario.Gus));
        Scenario.Done(await Scenario.DecideAsync(published.Submission!.Id, Kiket.Portal.Reviews.Decisions.Decision.Approve));
        var edit = await EditAsync(details => details with { Name = "Globex-Pager" });

        Assert.Equal("name_looks_like", (await Publish.RunAsync(edit, Scenario.Ada, default)).Code());
        Assert.Equal("Acme Alerts", (await ListingAsync()).Name);
    }

    [Fact]
    public async Task Only_the_publishers_open_and_publish_it_and_there_is_one_for_all_of_them()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Summary = "Shorter." });

        Assert.Equal(edit, Scenario.Done(await StartAsync(Scenario.Ben)));
        Assert.Equal("role_too_low", (await StartAsync(Scenario.Mia)).Error!.Code);
        Assert.Equal("organization_not_found", (await StartAsync(Scenario.Gus)).Error!.Code);
        Assert.Equal("submission_not_found", (await Publish.RunAsync(edit, Scenario.Gus, default)).Code());
        Assert.NotNull((await Publish.RunAsync(edit, Scenario.Mia, default)).Error);
        Done(await Publish.RunAsync(edit, Scenario.Ben, default));
    }

    [Fact]
    public async Task Two_who_begin_at_the_same_time_get_one_edit()
    {
        await Scenario.ListedAsync();

        var begun = await Task.WhenAll(StartAsync(Scenario.Ada), StartAsync(Scenario.Ben));

        Assert.Equal(Scenario.Done(begun[0]), Scenario.Done(begun[1]));
    }

    [Fact]
    public async Task The_next_version_starts_with_the_edited_details_and_yanking_it_brings_them_back()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Summary = "Shorter.", Support = new SupportContact("care@acme.example") });
        await Scenario.CaptionedAsync(edit, "The rules of a team.");
        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        Scenario.Push("1.1.0");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        var next = await Scenario.FindAsync(draft);

        Assert.Equal(("Shorter.", "care@acme.example"), (next.Details.Summary, next.Details.Support.Email));
        Assert.Equal("The rules of a team.", Assert.Single(next.Screenshots).Caption);
        Scenario.Done(await Scenario.DescribeAsync(draft, next.Details with { Summary = "Of 1.1.0." }));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        var compared = (await Scenario.ViewAsync(draft)).Compared!;
        Assert.Equal("Shorter.", compared.Before!.Listing.Summary);
        Scenario.Done(await Scenario.DecideAsync(draft, Kiket.Portal.Reviews.Decisions.Decision.Approve));
        var yank = new YankReleaseRequest("acme", "marketplace", Scenario.Id, "1.1.0", Scenario.Ada);
        Scenario.Done(await Scenario.Get<YankRelease>().RunAsync(yank, "It fails.", default));
        var listing = await ListingAsync();
        Assert.Equal(("1.0.0", "Shorter.", 1), (listing.Version, listing.Summary, listing.Files.Screenshots.Count));
    }

    [Fact]
    public async Task An_edit_that_was_open_while_a_version_was_released_moves_to_it_with_what_was_typed()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Summary = "Typed before." });
        await Scenario.ListedAsync("1.1.0", details: Scenario.Details with { Name = "Acme Alerts 2" });

        Assert.Equal("release_changed", (await Publish.RunAsync(edit, Scenario.Ada, default)).Code());
        Assert.Equal(edit, Scenario.Done(await StartAsync(Scenario.Ada)));
        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        var listing = await ListingAsync();
        Assert.Equal(("1.1.0", "Acme Alerts 2", "Typed before."), (listing.Version, listing.Name, listing.Summary));
    }

    [Fact]
    public async Task An_edit_is_no_submission()
    {
        await Scenario.ListedAsync();
        var edit = await EditAsync(details => details with { Summary = "Shorter." });

        Assert.Equal("edit_has_no_version", (await Scenario.SubmitAsync(edit)).Code());
        Assert.Equal("edit_has_no_version", (await Scenario.ReadAsync(edit)).Error!.Code);
        Assert.Equal("submission_not_found", (await Scenario.DecideAsync(edit, Kiket.Portal.Reviews.Decisions.Decision.Approve)).Error!.Code);
        var list = Scenario.Done(await Scenario.Get<SubmissionQueries>().ForOrganizationAsync("acme", Scenario.Ada, new PageRequest(1, 20), default));
        Assert.DoesNotContain(list.Items, item => item.Id == edit);
        // A publish doesn't take it for its own draft.
        Scenario.Push("1.1.0");
        Assert.NotEqual(edit, Scenario.Done(await Scenario.PublishAsync(Scenario.Input)).Submission!.Id);
    }

    [Fact]
    public async Task Nothing_changed_is_nothing_to_publish_and_twenty_edits_a_day_are_enough()
    {
        await Scenario.ListedAsync();
        Assert.Equal("nothing_changed", (await Publish.RunAsync(await EditAsync(details => details), Scenario.Ada, default)).Code());
        for (var number = 1; number <= PublishListingEdit.MostPerDay; number++)
        {
            Done(await Publish.RunAsync(await EditAsync(details => details with { Summary = $"Number {number}." }), Scenario.Ada, default));
        }

        var last = await EditAsync(details => details with { Summary = "One more." });
        Assert.Equal("too_many_edits", (await Publish.RunAsync(last, Scenario.Ada, default)).Code());
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        Done(await Publish.RunAsync(last, Scenario.Ada, default));
    }

    [Fact]
    public async Task Reviewers_see_what_changed_and_mark_it_except_those_of_the_publisher()
    {
        await Scenario.ListedAsync();
        Done(await Publish.RunAsync(await EditAsync(details => details with { Summary = "Shorter." }), Scenario.Ada, default));
        var reviews = Scenario.Get<ListingEditReviews>();

        var row = Assert.Single((await ReviewsAsync(false, Scenario.Rita)).Items);
        Assert.Equal((Scenario.Details.Summary, "Shorter.", false), (row.Edit.Texts[0].Left, row.Edit.Texts[0].Right, row.IsOwn));
        Assert.True(Assert.Single((await ReviewsAsync(false, Scenario.Ina)).Items).IsOwn);
        Assert.Equal("own_organization", (await reviews.MarkAsync(row.Edit.Id, null, Scenario.Ina, default)).Code());
        Assert.Equal("not_found", (await reviews.MarkAsync(row.Edit.Id, null, Scenario.Ada, default)).Code());
        Assert.Equal("not_found", (await reviews.RunAsync(false, Scenario.Ada, new PageRequest(1, 20), default)).Error!.Code);
        Assert.Equal("note_length", (await reviews.MarkAsync(row.Edit.Id, new string('a', ListingEdit.MaxNote + 1), Scenario.Rita, default)).Code());
        Done(await reviews.MarkAsync(row.Edit.Id, "Reads well.", Scenario.Rita, default));

        Assert.Equal("edit_looked_at", (await reviews.MarkAsync(row.Edit.Id, null, Scenario.Rob, default)).Code());
        Assert.Empty((await ReviewsAsync(false, Scenario.Rita)).Items);
        var looked = Assert.Single((await ReviewsAsync(true, Scenario.Rob)).Items);
        Assert.Equal(("rita", "Reads well."), (looked.Edit.LookedAtByName, looked.Edit.Note));
    }

    [Fact]
    public async Task Edits_in_a_private_registry_are_nobodys_else()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync(registry: "acme");
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(draft, Kiket.Portal.Reviews.Decisions.Decision.Approve, actor: Scenario.Ben));

        var edit = Scenario.Done(await StartAsync(Scenario.Ada, "acme"));
        Scenario.Done(await Scenario.DescribeAsync(edit, (await Scenario.FindAsync(edit)).Details with { Summary = "Shorter." }));
        Done(await Publish.RunAsync(edit, Scenario.Ada, default));

        Assert.Equal("Shorter.", (await ListingAsync()).Summary);
        Assert.Empty((await ReviewsAsync(false, Scenario.Rita)).Items);
    }

    [Fact]
    public async Task An_unlisted_extension_is_not_found_and_not_newly_installed_but_upgraded()
    {
        await Scenario.ListedAsync();
        var unlist = Scenario.Get<UnlistListing>();
        var request = new UnlistListingRequest("acme", "marketplace", Scenario.Id, Scenario.Ben);
        var install = new InstallExtensionRequest("globex", Scenario.Id, null, null, null, Scenario.Gus);

        Assert.Equal("role_too_low", (await unlist.RunAsync(request with { Actor = Scenario.Mia }, default)).Code());
        Assert.Equal("listing_not_found", (await unlist.RunAsync(request with { Organization = "globex", Actor = Scenario.Gus }, default)).Code());
        Assert.Equal("listing_not_unlisted", (await unlist.RelistAsync(request, default)).Code());
        Done(await unlist.RunAsync(request, default));

        Assert.Equal("listing_not_listed", (await unlist.RunAsync(request, default)).Code());
        Assert.Equal(0, await FoundAsync("alerts"));
        Assert.Equal(
            "Acme Alerts",
            Assert.Single(await Scenario.Get<ListingQueries>().UnlistedOfAsync((await ListingAsync()).OrganizationId, default)).Name);
        Assert.Equal(TargetRules.Unlisted, (await Scenario.Get<InstallExtension>().RunAsync(install, default)).Error!.Code);
        await using (var db = await Scenario.Database.OpenAsync())
        {
            Assert.False((await UpgradeFacts.ReadAsync(db, (await ListingAsync()).ExtensionKey, default)).IsSuspended);
        }

        // An operator's suspension and its end don't show what the publisher hides.
        var key = (await ListingAsync()).ExtensionKey;
        Done(await Scenario.Get<SuspendListing>().RunAsync(key, "Because.", Scenario.Olu, default));
        Assert.Equal("listing_not_unlisted", (await unlist.RelistAsync(request, default)).Code());
        Done(await Scenario.Get<SuspendListing>().RestoreAsync(key, Scenario.Olu, default));
        Assert.Equal(ListingState.Unlisted, (await ListingAsync()).State);

        Done(await unlist.RelistAsync(request, default));
        Assert.Equal(1, await FoundAsync("alerts"));
        Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(install, default));
        Assert.Equal(
            2,
            await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(
                entry => entry.Action.EndsWith("listed") && entry.ActorId == Scenario.Ben.UserId)));
    }

    private static void Done(Result result) => Assert.True(result.Succeeded, result.Error?.Message);

    private async Task<Guid> EditAsync(Func<ListingDetails, ListingDetails> change)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var edit = Scenario.Done(await StartAsync(Scenario.Ada));
        Scenario.Done(await Scenario.DescribeAsync(edit, change((await Scenario.FindAsync(edit)).Details)));
        return edit;
    }

    private Task<Result<Guid>> StartAsync(Actor actor, string registry = "marketplace") =>
        Scenario.Get<StartListingEdit>().RunAsync(new PublishedRequest("acme", registry, Scenario.Id, actor), default);

    private async Task<Page<EditRow>> ReviewsAsync(bool looked, Actor actor) =>
        Scenario.Done(await Scenario.Get<ListingEditReviews>().RunAsync(looked, actor, new PageRequest(1, 20), default));

    private Task<Listing> ListingAsync() =>
        Scenario.QueryAsync(db => db.Set<Listing>().Include(listing => listing.Categories).SingleAsync(listing => listing.ExtensionId == Scenario.Id));

    private Task<Offer> OfferAsync() => Scenario.QueryAsync(db => db.Set<Offer>().OrderByDescending(offer => offer.Number).FirstAsync());

    private Task<DateTimeOffset?> PublishedAtAsync(Guid upload) =>
        Scenario.QueryAsync(db => db.Set<Upload>().Where(one => one.Id == upload).Select(one => one.PublishedAt).SingleAsync());

    private async Task<int> FoundAsync(string query) =>
        (await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, query), default)).Total;
}
