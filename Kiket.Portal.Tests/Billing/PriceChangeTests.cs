using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Edits;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Billing;

/// <summary>A publisher changes the price of a listed version: reviewed, as another offer, and customers keep theirs until they agree.</summary>
public sealed class PriceChangeTests : BillingTestBase
{
    [Fact]
    public async Task What_costs_more_waits_for_a_reviewer_then_for_each_customers_consent()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        Assert.True((await ProposeAsync(Flat(1_200))).Succeeded);

        // Nothing has changed.
        Assert.Equal((1, 900L), (await OffersAsync(), (await ListingAsync()).Pricing.PriceCents));
        var row = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default)));
        Assert.Equal((900L, 1_200L, false), (row.Now.Fee.Cents, row.Then.Fee.Cents, row.IsOwn));
        Assert.Equal("Costs customers $3 more a month: $12 instead of $9.", Assert.Single(row.Price.Changes).Text);
        Assert.Contains("Acme Alerts 1.0.0 is to get another price", await TitlesAsync(Scenario.Rita, NotificationKind.Review));

        Assert.True(Done(await Reviews.ApproveAsync(row.Price.Change.Id, Scenario.Rita, default)));
        await Bench.WorkAsync();
        Assert.Equal((2, 1_200L), (await OffersAsync(), (await ListingAsync()).Pricing.PriceCents));
        Assert.Contains("The new price of Acme Alerts is approved", await TitlesAsync(Scenario.Ada, NotificationKind.Review));
        Assert.Equal(["The new price of Acme Alerts needs your consent"], await TitlesAsync(Scenario.Gus, NotificationKind.Release, "price"));
        Assert.Equal([(900L, Day("2026-03-02"), (DateOnly?)null)], await FeesAsync());

        var agree = Scenario.Get<AgreeToOffer>();
        var found = (await agree.FindAsync(number, default))!;
        Assert.True(found.NeedsConsent);
        Assert.Equal("consent_stale", (await agree.RunAsync(number, "0f", Scenario.Gus, default)).Error?.Code);
        Assert.Equal("installation_not_found", (await agree.RunAsync(number, found.Difference.Hash, Scenario.Ada, default)).Error?.Code);
        Assert.True((await agree.RunAsync(number, found.Difference.Hash, Scenario.Gus, default)).Succeeded);
        Assert.True((await agree.RunAsync(number, found.Difference.Hash, Scenario.Gus, default)).Succeeded);
        await Bench.WorkAsync();

        Assert.Null(await agree.FindAsync(number, default));
        Assert.Equal([(900L, Day("2026-03-02"), Day("2026-03-11")), (1_200L, Day("2026-03-11"), (DateOnly?)null)], await FeesAsync());
        var consents = (await Bench.FindAsync(number)).Consents;
        Assert.Equal((2, "gus"), (consents.Count, consents.MaxBy(one => one.At)!.PersonName));
        Assert.Equal(consents.MaxBy(one => one.At)!.Id, (await TermsAsync())[^1].ConsentId);
    }

    [Fact]
    public async Task What_costs_less_applies_by_itself_from_midnight_and_new_versions_start_with_it()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        await ApprovedAsync(Flat(700) with { TrialDays = 14 });

        Assert.Null(await Scenario.Get<AgreeToOffer>().FindAsync(number, default));
        Assert.Equal([(900L, Day("2026-03-02"), Day("2026-03-11")), (700L, Day("2026-03-11"), (DateOnly?)null)], await FeesAsync());
        Assert.Null((await TermsAsync())[^1].ConsentId);
        Assert.Equal(["Acme Alerts has another price"], await TitlesAsync(Scenario.Gus, NotificationKind.Release, "price"));
        Assert.Single((await Bench.FindAsync(number)).Consents);

        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        Scenario.Push("1.1.0");
        var draft = await Scenario.StartAsync();
        Done(await Scenario.ReadAsync(draft));
        Assert.Equal((700L, 14), ((await Scenario.FindAsync(draft)).Details.Pricing.PriceCents, (await Scenario.FindAsync(draft)).Details.Pricing.TrialDays));
    }

    [Fact]
    public async Task Words_go_live_at_once_while_the_price_waits()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        Assert.True((await ProposeAsync(Flat(1_200), details => details with { Summary = "Shorter." })).Succeeded);

        var listing = await ListingAsync();
        Assert.Equal(("Shorter.", 900L), (listing.Summary, listing.Pricing.PriceCents));
        Assert.Equal(["Summary"], await Scenario.QueryAsync(async db => (await db.Set<ListingEdit>().ToListAsync()).Select(edit => edit.Title)));
        Assert.Equal("price_waits", (await ProposeAsync(Flat(1_300))).Error?.Code);
        var change = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default))).Price.Change;
        var withdraw = Scenario.Get<WithdrawOfferChange>();
        Assert.NotNull((await withdraw.RunAsync(change.Id, Published with { Actor = Scenario.Gus }, default)).Error);
        Assert.Equal("price_not_found", (await withdraw.RunAsync(Guid.NewGuid(), Published, default)).Error?.Code);
        Assert.True((await withdraw.RunAsync(change.Id, Published, default)).Succeeded);
        Assert.Equal("price_decided", (await withdraw.RunAsync(change.Id, Published, default)).Error?.Code);
        Assert.Equal("price_decided", (await Reviews.ApproveAsync(change.Id, Scenario.Rita, default)).Error?.Code);
        Assert.Equal(900L, (await ListingAsync()).Pricing.PriceCents);
    }

    [Fact]
    public async Task What_is_paid_for_the_first_time_needs_two_reviewers_and_none_of_the_publisher()
    {
        await ReleaseAsync("1.0.0", Pricing.Free);
        var number = await Bench.InstalledAsync();
        Assert.True((await ProposeAsync(Flat(900))).Succeeded);
        var change = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Ina, default)));
        Assert.True(change.IsOwn);
        var id = change.Price.Change.Id;

        Assert.Equal("own_organization", (await Reviews.ApproveAsync(id, Scenario.Ina, default)).Error?.Code);
        Assert.Equal("not_found", (await Reviews.ApproveAsync(id, Scenario.Gus, default)).Error?.Code);
        Assert.Equal("not_found", (await Reviews.RunAsync(waiting: true, Scenario.Gus, default)).Error?.Code);
        Assert.False(Done(await Reviews.ApproveAsync(id, Scenario.Rita, default)));
        Assert.Equal("second_approver_needed", (await Reviews.ApproveAsync(id, Scenario.Rita, default)).Error?.Code);
        Assert.Equal(1, await OffersAsync());
        Assert.True(Done(await Reviews.ApproveAsync(id, Scenario.Rob, default)));
        await Bench.WorkAsync();

        Assert.Equal(PriceModel.Flat, (await ListingAsync()).PriceModel);
        Assert.Empty(await TermsAsync());
        Assert.True((await Scenario.Get<AgreeToOffer>().FindAsync(number, default))!.NeedsConsent);
    }

    [Fact]
    public async Task A_rejected_price_changes_nothing_and_says_why()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        Assert.True((await ProposeAsync(Flat(90_000))).Succeeded);
        var id = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default))).Price.Change.Id;

        Assert.Equal("reason_length", (await Reviews.RejectAsync(id, " ", Scenario.Rita, default)).Error?.Code);
        Assert.Equal("own_organization", (await Reviews.RejectAsync(id, "No.", Scenario.Ina, default)).Error?.Code);
        Assert.Equal("price_not_found", (await Reviews.RejectAsync(Guid.NewGuid(), "No.", Scenario.Rita, default)).Error?.Code);
        Assert.True((await Reviews.RejectAsync(id, "A hundred times as much?", Scenario.Rita, default)).Succeeded);

        Assert.Equal((1, 900L), (await OffersAsync(), (await ListingAsync()).Pricing.PriceCents));
        var edits = Done(await Scenario.Get<ListingEditQueries>().ForExtensionAsync(Published, default));
        Assert.Equal("A hundred times as much?", Assert.Single(edits.Prices).Change.Reason);
        Assert.Empty(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default)));
        Assert.Single(Done(await Reviews.RunAsync(waiting: false, Scenario.Rita, default)));
    }

    [Fact]
    public async Task A_price_of_a_version_that_is_no_longer_the_listed_one_cannot_be_approved()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        Assert.True((await ProposeAsync(Flat(1_200))).Succeeded);
        var id = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default))).Price.Change.Id;
        await ReleaseAsync("1.1.0", Flat(1_000));

        Assert.Equal("price_overtaken", (await Reviews.ApproveAsync(id, Scenario.Rita, default)).Error?.Code);
        Assert.True((await Reviews.RejectAsync(id, "Propose it for 1.1.0.", Scenario.Rita, default)).Succeeded);
        Assert.Equal(1_000L, (await ListingAsync()).Pricing.PriceCents);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(900, 91)]
    public async Task A_price_that_no_listing_can_have_is_refused(long cents, int trialDays)
    {
        await ReleaseAsync("1.0.0", Pricing.Free);
        Assert.Equal("not_ready", (await ProposeAsync(Flat(cents) with { TrialDays = trialDays })).Error?.Code);
    }

    [Fact]
    public async Task The_publisher_agreement_is_asked_for_before_the_first_price()
    {
        await ReleaseAsync("1.0.0", Pricing.Free);
        await Scenario.QueryAsync(db => db.Set<PublisherAgreement>().ExecuteDeleteAsync());
        var refused = (await ProposeAsync(Flat(900))).Error;
        Assert.Equal(("not_ready", "listing.pricing.agreement"), (refused?.Code, refused?.Details[0].Field));
    }

    private Task<int> OffersAsync() => Scenario.QueryAsync(db => db.Set<Offer>().CountAsync());

    private Task<Listing> ListingAsync() => Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());

    private async Task<IEnumerable<(long, DateOnly, DateOnly?)>> FeesAsync() =>
        (await TermsAsync()).Where(term => term.Component == BillingComponent.Fee).Select(term => (term.PriceCents, term.FromDay, term.ToDay));

    private Task<List<string>> TitlesAsync(Actor person, NotificationKind kind, string part = "") => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId && one.Kind == kind && one.Title.Contains(part)).OrderBy(one => one.CreatedAt)
        .Select(one => one.Title).ToListAsync());
}
