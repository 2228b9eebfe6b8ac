using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Releases.Offers;

public sealed class OfferTests : ScenarioTests
{
    [Fact]
    public async Task A_release_comes_with_the_offer_that_was_approved()
    {
        await Scenario.ListedAsync(details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });

        var release = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync());
        var offer = await Scenario.QueryAsync(db => db.Set<Offer>().AsNoTracking().SingleAsync());

        Assert.Equal((release.Id, 1, release.ApprovedBy, release.ReleasedAt), (offer.ReleaseId, offer.Number, offer.ApprovedBy, offer.ApprovedAt));
        Assert.Equal((PriceModel.Flat, 900L), (offer.Terms.Pricing.Model, offer.Terms.Pricing.PriceCents));
        Assert.Equal(Scenario.Details.Support, offer.Terms.Support);
        Assert.Equal("https://alerts.acme.test/hooks", offer.Terms.Callback!.Address);
        Assert.Equal(
            [("issues:read", "Reads the issue that an alert is about."), ("comments:write", "Notes in the issue who was notified.")],
            offer.Terms.Permissions.Select(permission => (permission.Scope, permission.Justification!)));
    }

    [Fact]
    public async Task Nothing_that_is_refused_leaves_an_offer()
    {
        var older = await Scenario.InReviewAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0");

        Assert.False((await Scenario.DecideAsync(older, Decision.Approve)).Succeeded);

        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Offer>().CountAsync()));
    }

    [Fact]
    public async Task What_the_publisher_writes_later_and_a_new_release_change_no_offer()
    {
        await Scenario.ListedAsync("1.0.0");
        var first = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync());
        var before = await StoredAsync(first.Id);
        var dearer = Scenario.Details with
        {
            Pricing = new Pricing(PriceModel.Flat, 1900),
            Support = new SupportContact("other@acme.example", null, 48),
            Justifications = Scenario.Details.Justifications.ToDictionary(reason => reason.Key, _ => "Another reason.", StringComparer.Ordinal),
        };

        var draft = await Scenario.ReadyAsync("1.1.0", details: dearer);
        Assert.Equal(before, await StoredAsync(first.Id));

        Submissions.Scenario.Done(await Scenario.DescribeAsync(draft, dearer with { Pricing = new Pricing(PriceModel.Flat, 2900) }));
        await Scenario.ListedAsync("1.2.0", details: dearer);

        Assert.Equal(before, await StoredAsync(first.Id));
        var second = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync(release => release.Version == "1.2.0"));
        Assert.Contains("\"priceCents\":1900", Assert.Single(await StoredAsync(second.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_offer_stands_beside_the_first_and_is_the_current_one()
    {
        await Scenario.ListedAsync();
        var release = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync());
        var before = await StoredAsync(release.Id);

        await using (var db = await Scenario.Database.OpenAsync())
        {
            var current = await OfferQueries.CurrentAsync(db, release.Id, CancellationToken.None);
            await Scenario.Get<AddOffer>().RunAsync(
                db, release.Id, current.Terms with { Pricing = new Pricing(PriceModel.Flat, 1200) }, "Rita", CancellationToken.None);
            await db.SaveChangesAsync();
        }

        var after = await StoredAsync(release.Id);
        Assert.Equal(2, after.Count);
        Assert.Equal(before[0], after[0]);
        var now = await Scenario.QueryAsync(db => OfferQueries.CurrentAsync(db, release.Id, CancellationToken.None));
        Assert.Equal((2, 1200L, "Rita"), (now.Number, now.Terms.Pricing.PriceCents, now.ApprovedBy));
    }

    [Fact]
    public async Task Two_second_offers_at_once_are_one_and_a_refusal()
    {
        await Scenario.ListedAsync();
        var release = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync());

        await using var one = await Scenario.Database.OpenAsync();
        await using var other = await Scenario.Database.OpenAsync();
        await Scenario.Get<AddOffer>().RunAsync(one, release.Id, new OfferTerms(), "Rita", CancellationToken.None);
        await Scenario.Get<AddOffer>().RunAsync(other, release.Id, new OfferTerms(), "Rob", CancellationToken.None);
        await one.SaveChangesAsync();

        var lost = await Assert.ThrowsAsync<DbUpdateException>(() => other.SaveChangesAsync());
        Assert.True(lost.IsUniqueViolation());
        Assert.Equal(2, (await StoredAsync(release.Id)).Count);
    }

    [Fact]
    public async Task The_versions_of_an_extension_say_what_each_offer_changed()
    {
        await Scenario.ListedAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0", details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });
        await Scenario.ListedAsync("1.2.0", details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 700) });
        var key = await Scenario.QueryAsync(db => db.Set<Release>().Select(release => release.ExtensionKey).FirstAsync());

        var versions = await Scenario.Get<ReleaseQueries>().WithChangesAsync(key, CancellationToken.None);

        Assert.Equal(
            [("1.2.0", "Costs customers $2 less a month: $7 instead of $9."), ("1.1.0", "Was free and now costs customers $9 a month."), ("1.0.0", "")],
            versions.Select(version => (version.Version, string.Join(' ', version.Changes.Select(change => change.Text)))));
    }

    [Theory]
    [InlineData(nameof(Offer.Terms))]
    [InlineData(nameof(Offer.Number))]
    [InlineData(nameof(Offer.ReleaseId))]
    public async Task No_code_can_change_a_stored_offer(string property)
    {
        await Scenario.ListedAsync();
        await using var db = await Scenario.Database.OpenAsync();
        var offer = await db.Set<Offer>().SingleAsync();

        var entry = db.Entry(offer).Property(property);
        entry.CurrentValue = property switch { nameof(Offer.Terms) => new OfferTerms(), nameof(Offer.Number) => 7, _ => Guid.NewGuid() };

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    /// <summary>Each offer of a release as the database has it, by number.</summary>
    private Task<List<string>> StoredAsync(Guid release) => Scenario.QueryAsync(async db =>
        (await db.Set<Offer>().AsNoTracking().Where(offer => offer.ReleaseId == release).OrderBy(offer => offer.Number).ToListAsync())
            .ConvertAll(Text));

    private static string Text(Offer offer) =>
        $"{offer.Id} {offer.Number} {offer.ApprovedBy} {offer.ApprovedAt:O} {JsonSerializer.Serialize(offer.Terms, JsonColumn.Options)}";
}
