using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Ratings;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Ratings;

/// <summary>Gus of globex rates what Ada of acme publishes.</summary>
public sealed class RatingTests : InstallationTestBase
{
    private const string Text = "It loses an alert now and then.";

    [Fact]
    public async Task A_rating_is_visible_counted_and_its_publisher_notified_once()
    {
        await RunningAsync();

        var rating = Scenario.Done(await RateAsync(3, Text));
        Scenario.Done(await RateAsync(3, Text));
        await Scenario.HandleEventsAsync();

        Assert.Equal((RatingState.Visible, "1.0.0", 1), (rating.State, rating.Version, rating.Revision));
        Assert.Equal(new ListedRating(1, 3, 1), await TotalAsync());
        Assert.Single(await TitlesAsync(Scenario.Ada), title => title == "GLOBEX rated Acme Alerts: 3 stars");
        Assert.Single(await TitlesAsync(Scenario.Ben), title => title == "GLOBEX rated Acme Alerts: 3 stars");
        Assert.DoesNotContain("GLOBEX rated Acme Alerts: 3 stars", await TitlesAsync(Scenario.Mia));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "rating.written")));
        var shown = Assert.Single((await VisibleAsync()).Page.Items);
        Assert.Equal(("GLOBEX", 3, Text, "1.0.0"), (shown.Organization, shown.Stars, shown.Text, shown.Version));
    }

    [Fact]
    public async Task Only_the_latest_counts_and_what_was_said_before_stays_in_the_history()
    {
        await RunningAsync();
        Scenario.Done(await RateAsync(1, Text));
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(1));
        await Bench.WorkAsync();
        var changed = Scenario.Done(await RateAsync(5, ""));
        await Scenario.HandleEventsAsync();

        Assert.Equal(("1.1.0", 2), (changed.Version, changed.Revision));
        Assert.Equal(new ListedRating(1, 5, 0), await TotalAsync());
        var history = await Scenario.QueryAsync(db => db.Set<RatingRevision>().OrderBy(one => one.Number).ToListAsync());
        Assert.Equal([(1, (int?)1, Text, "1.0.0"), (2, 5, "", "1.1.0")], history.Select(one => (one.Number, one.Stars, one.Text, one.Version)));
        Assert.Contains("GLOBEX changed its rating of Acme Alerts: 5 stars", await TitlesAsync(Scenario.Ada));
    }

    [Fact]
    public async Task It_takes_72_hours_an_Admin_and_another_organization_than_the_publishers()
    {
        await Bench.InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(30));
        Assert.Equal("installed_too_short", (await RateAsync(5)).Code());
        Assert.Equal("own_extension", (await RateAsync(5, organization: "acme", actor: Scenario.Ada)).Code());
        Assert.Equal("organization_not_found", (await RateAsync(5, actor: Scenario.Ada)).Code());
        Assert.Equal("role_too_low", (await RateAsync(5, organization: "acme", actor: Scenario.Mia)).Code());
        Assert.Equal("extension_not_found", (await RateAsync(5, extension: "dev.acme.other")).Code());
        Assert.Equal("extension_not_found", (await RateAsync(5, registry: "acme")).Code());
        await Scenario.Database.AddOrganizationAsync("initech", Scenario.Rita);
        Assert.Equal("not_installed", (await RateAsync(5, organization: "initech", actor: Scenario.Rita)).Code());

        Scenario.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await RateAsync(5)).Succeeded);
    }

    [Fact]
    public async Task Organizations_that_share_an_Owner_or_Admin_with_the_publisher_cannot_rate()
    {
        await RunningAsync();
        await Scenario.Database.JoinAsync("globex", Scenario.Gus, Scenario.Mia, OrganizationRole.Owner);
        // Mia is a plain member of the publisher.
        Scenario.Done(await RateAsync(4));

        await Scenario.Database.JoinAsync("globex", Scenario.Gus, Scenario.Ben, OrganizationRole.Admin);
        var refused = (await RateAsync(5)).Error!;

        Assert.Equal((ErrorKind.Forbidden, "own_extension"), (refused.Kind, refused.Code));
        Assert.Contains("shares an Owner or Admin with ACME", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new ListedRating(1, 4, 0), await TotalAsync());
    }

    [Fact]
    public async Task After_uninstalling_it_can_be_changed_for_90_days_and_always_taken_back()
    {
        var number = await RunningAsync();
        Scenario.Done(await RateAsync(2, Text));
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(89));
        Scenario.Done(await RateAsync(3));
        Scenario.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("uninstalled_long_ago", (await RateAsync(4)).Code());
        Assert.Equal(new ListedRating(1, 3, 0), await TotalAsync());
        Assert.True((await WithdrawAsync()).Succeeded);
        Assert.Equal("rating_not_found", (await WithdrawAsync()).Error?.Code);
        Assert.Equal(ListedRating.None, await TotalAsync());
        Assert.Empty((await VisibleAsync()).Page.Items);
        Assert.Null((await Scenario.QueryAsync(db => db.Set<RatingRevision>().SingleAsync(one => one.Number == 3))).Stars);
    }

    [Fact]
    public async Task A_young_organization_waits_for_an_operator_and_then_everybody_is_notified_once()
    {
        await Bench.InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(4));
        var rating = Scenario.Done(await RateAsync(5, "The best extension there is."));
        await Scenario.HandleEventsAsync();

        Assert.Equal(RatingState.Waiting, rating.State);
        Assert.Equal(ListedRating.None, await TotalAsync());
        Assert.Contains("A rating of Acme Alerts waits for you", await TitlesAsync(Scenario.Olu));
        Assert.DoesNotContain(await TitlesAsync(Scenario.Ada), title => title.Contains("rated", StringComparison.Ordinal));
        Assert.Equal(rating.Id, Assert.Single(await QueueAsync()).Rating.Id);
        // Who changes what waits changes the text that is decided about.
        Scenario.Done(await RateAsync(4, "The second best extension there is."));
        Assert.Equal("rating_changed", (await DecideAsync(rating.Id, 1, isHidden: false)).Error?.Code);

        Assert.True((await DecideAsync(rating.Id, 2, isHidden: false)).Succeeded);
        await Scenario.HandleEventsAsync();

        Assert.Empty(await QueueAsync());
        Assert.Equal(new ListedRating(1, 4, 1), await TotalAsync());
        Assert.Single(await TitlesAsync(Scenario.Ada), title => title == "GLOBEX rated Acme Alerts: 4 stars");
        Assert.Single(await TitlesAsync(Scenario.Gus), title => title == "Your rating of Acme Alerts is visible");
        // Two weeks old: the next change is visible at once.
        Scenario.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(RatingState.Visible, Scenario.Done(await RateAsync(3)).State);
    }

    [Fact]
    public async Task A_reply_is_one_and_asks_once_when_the_version_runs()
    {
        var number = await RunningAsync();
        var rating = Scenario.Done(await RateAsync(2, Text));
        Assert.Equal("text_length", (await ReplyAsync(rating.Id, " ")).Code());
        Assert.Equal("addressed_in_too_low", (await ReplyAsync(rating.Id, "Fixed.", "1.0.0")).Code());
        Assert.Equal("organization_not_found", (await ReplyAsync(rating.Id, "Fixed.", actor: Scenario.Gus)).Code());
        Assert.Equal("rating_not_found", (await ReplyAsync(Guid.NewGuid(), "Fixed.")).Code());
        Scenario.Done(await ReplyAsync(rating.Id, "We are on it.", "1.2"));
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        Assert.DoesNotContain(await TitlesAsync(Scenario.Gus), title => title.StartsWith("Is Acme Alerts", StringComparison.Ordinal));

        await Bench.ReleaseAsync("1.3.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        // Another reply, and the same event again.
        Scenario.Done(await ReplyAsync(rating.Id, "We are done.", "1.3.0", Scenario.Ben));
        await Scenario.HandleEventsAsync();
        await Scenario.Get<AskAboutRating>().RunAsync(new RatingReplied(rating.Id), Scenario.Clock.GetUtcNow(), CancellationToken.None);

        var asked = (await TitlesAsync(Scenario.Gus)).Where(title => title.StartsWith("Is Acme Alerts", StringComparison.Ordinal));
        Assert.Equal(["Is Acme Alerts 1.3.0 better?"], asked);
        var reply = Assert.Single((await VisibleAsync()).Page.Items).Reply!;
        Assert.Equal(("We are done.", "1.3.0"), (reply.Text, reply.AddressedIn));
        // What is written now is another text, of which the publisher has said nothing.
        Assert.Null(Scenario.Done(await RateAsync(5, "Nothing gets lost any more.")).AddressedIn);
    }

    [Fact]
    public async Task Who_runs_the_version_already_is_asked_at_once()
    {
        var number = await RunningAsync();
        var rating = Scenario.Done(await RateAsync(2, Text));
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();

        Scenario.Done(await ReplyAsync(rating.Id, "It is fixed.", "1.1.0"));
        await Scenario.HandleEventsAsync();

        Assert.Contains("Is Acme Alerts 1.1.0 better?", await TitlesAsync(Scenario.Gus));
    }

    [Fact]
    public async Task A_report_hides_nothing_a_decision_has_a_reason_for_both_sides_and_one_appeal()
    {
        await RunningAsync();
        var rating = Scenario.Done(await RateAsync(1, "These people are idiots."));
        await ReportAsync(rating.Id, Scenario.Ada);
        await ReportAsync(rating.Id, Scenario.Ada);
        Assert.Equal("reason_missing", (await Scenario.Get<ReportRating>().RunAsync(
            VisibleRegistry.Marketplace, null, new ReportRatingRequest(rating.Id, null, "", null, Scenario.Rita), CancellationToken.None)).Error?.Code);

        Assert.Equal(new ListedRating(1, 1, 1), await TotalAsync());
        Assert.Single(Assert.Single(await QueueAsync()).Reports);
        Assert.Equal("reason_length", (await DecideAsync(rating.Id, 1, isHidden: true, reason: " ")).Error?.Code);
        Assert.Equal(ErrorKind.NotFound, (await DecideAsync(rating.Id, 1, isHidden: true, actor: Scenario.Ada)).Error?.Kind);
        // It stays: the publisher may appeal, once.
        Assert.True((await DecideAsync(rating.Id, 1, isHidden: false, reason: "It is rude, and allowed.")).Succeeded);
        var kept = Assert.Single((await ReceivedAsync()).Items).Decision!;
        Assert.Equal("decision_not_found", (await AppealAsync(kept.Id, "globex", Scenario.Gus)).Error?.Code);
        Assert.Equal("appeal_length", (await AppealAsync(kept.Id, "acme", Scenario.Ada, "No.")).Error?.Code);
        Assert.True((await AppealAsync(kept.Id, "acme", Scenario.Ada)).Succeeded);
        Assert.Equal("appeal_used", (await AppealAsync(kept.Id, "acme", Scenario.Ben)).Error?.Code);
        Assert.NotNull(Assert.Single(await QueueAsync()).Appealed);

        Assert.True((await DecideAsync(rating.Id, 1, isHidden: true, reason: "On second thought, it insults people.")).Succeeded);

        Assert.Equal(ListedRating.None, await TotalAsync());
        var own = Assert.Single((await OwnAsync()).Items);
        Assert.Equal((RatingState.Hidden, "On second thought, it insults people."), (own.Rating.State, own.Decision!.Reason));
        // That was the appeal.
        Assert.Equal("appeal_used", (await AppealAsync(own.Decision.Id, "globex", Scenario.Gus)).Error?.Code);
        Assert.Contains("Your rating of Acme Alerts is hidden", await TitlesAsync(Scenario.Gus));
        Assert.Contains("A rating of Acme Alerts is hidden", await TitlesAsync(Scenario.Ada));
        Assert.Contains("A rating of Acme Alerts stays visible", await TitlesAsync(Scenario.Ada));
    }

    [Fact]
    public async Task Taking_back_what_was_hidden_does_not_get_around_an_operator()
    {
        await RunningAsync();
        var rating = Scenario.Done(await RateAsync(1, "These people are idiots."));
        Assert.True((await DecideAsync(rating.Id, 1, isHidden: true)).Succeeded);
        Assert.True((await WithdrawAsync()).Succeeded);

        Assert.Equal(RatingState.Waiting, Scenario.Done(await RateAsync(1, "These people are fools, then.")).State);

        Assert.Equal(ListedRating.None, await TotalAsync());
        Assert.Single(await QueueAsync());
    }

    [Fact]
    public async Task Writing_it_again_leaves_a_report_open()
    {
        await RunningAsync();
        var rating = Scenario.Done(await RateAsync(1, "These people are idiots."));
        await ReportAsync(rating.Id, Scenario.Rita);
        Scenario.Done(await RateAsync(1, "These people are idiots!!"));

        Assert.Equal(2, Assert.Single(await QueueAsync()).Rating.Revision);
        Assert.Equal("These people are idiots.", Assert.Single(Assert.Single(await QueueAsync()).Earlier).Text);
    }

    [Fact]
    public async Task An_operator_of_one_side_does_not_decide()
    {
        await RunningAsync();
        var rating = Scenario.Done(await RateAsync(1, "These people are idiots."));
        await Scenario.Database.JoinAsync("acme", Scenario.Ada, Scenario.Olu, OrganizationRole.Member);

        Assert.Equal("own_organization", (await DecideAsync(rating.Id, 1, isHidden: true)).Error?.Code);
    }

    [Fact]
    public async Task A_rating_is_changed_ten_times_a_day_at_most()
    {
        await RunningAsync();
        foreach (var round in Enumerable.Range(0, RatingRules.MaxRevisionsPerDay))
        {
            Scenario.Done(await RateAsync(1 + (round % 2)));
        }

        var refused = (await RateAsync(5)).Error!;

        Assert.Equal((ErrorKind.TooMany, "too_many_ratings"), (refused.Kind, refused.Code));
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await RateAsync(5)).Succeeded);
    }

    [Fact]
    public async Task The_average_is_shown_from_three_organizations_and_each_of_a_persons_has_its_own_right()
    {
        await RunningAsync();
        var slugs = await Bench.CustomersAsync(2);
        foreach (var slug in slugs)
        {
            Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(slug, Scenario.Id, null, null, null, Scenario.Gus), CancellationToken.None));
        }

        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(15));
        Scenario.Done(await RateAsync(5));
        Scenario.Done(await RateAsync(5, organization: slugs[0]));
        Assert.Null((await CardAsync()).Rating);

        Scenario.Done(await RateAsync(4, Text, slugs[1]));

        Assert.Equal(4.7m, (await CardAsync()).Rating);
        var ratings = await VisibleAsync();
        Assert.Equal(4.7m, ratings.Total.Average);
        Assert.Equal([0, 0, 0, 1, 2], ratings.Stars);
        var rights = await Scenario.Get<RatingQueries>().RightsAsync(VisibleRegistry.Marketplace, Scenario.Id, Scenario.Gus.UserId, CancellationToken.None);
        Assert.All(rights, right => Assert.NotNull(right.Own));
        var ada = await Scenario.Get<RatingQueries>().RightsAsync(VisibleRegistry.Marketplace, Scenario.Id, Scenario.Ada.UserId, CancellationToken.None);
        Assert.Equal("own_extension", Assert.Single(ada).Refusal?.Code);
    }

    private async Task<long> RunningAsync()
    {
        var number = await Bench.InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(20));
        return number;
    }

    private Task<Result<Rating>> RateAsync(
        int stars, string text = "", string organization = "globex", string extension = Scenario.Id, string registry = "marketplace", Actor? actor = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scenario.Get<RateExtension>().RunAsync(
            new RatingRequest(organization, registry, extension, actor ?? Scenario.Gus), stars, text, CancellationToken.None);
    }

    private Task<Result> WithdrawAsync() => Scenario.Get<WithdrawRating>().RunAsync(
        new RatingRequest("globex", "marketplace", Scenario.Id, Scenario.Gus), CancellationToken.None);

    private Task<Result<Rating>> ReplyAsync(Guid rating, string text, string? addressedIn = null, Actor? actor = null) =>
        Scenario.Get<ReplyToRating>().RunAsync(
            Bench.Published with { Actor = actor ?? Scenario.Ada }, rating, text, addressedIn, CancellationToken.None);

    private async Task ReportAsync(Guid rating, Actor actor)
    {
        var request = new ReportRatingRequest(rating, RatingReportReason.Insulting, "", null, actor);
        var reported = await Scenario.Get<ReportRating>().RunAsync(VisibleRegistry.Marketplace, Scenario.Id, request, CancellationToken.None);
        Assert.True(reported.Succeeded, reported.Error?.Message);
    }

    private Task<Result> DecideAsync(Guid rating, int revision, bool isHidden, string reason = "It says nothing.", Actor? actor = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scenario.Get<DecideRating>().RunAsync(rating, revision, isHidden, reason, actor ?? Scenario.Olu, CancellationToken.None);
    }

    private Task<Result> AppealAsync(Guid decision, string organization, Actor actor, string text = "It insults our people by name.") =>
        Scenario.Get<AppealDecision>().RunAsync(decision, organization, text, actor, CancellationToken.None);

    private Task<ListedRating> TotalAsync() => Scenario.QueryAsync(async db => (await db.Set<Listing>().SingleAsync()).Rating);

    private async Task<ListingCard> CardAsync() =>
        (await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace), CancellationToken.None)).Items.Single();

    private async Task<ListingRatings> VisibleAsync() => (await Scenario.Get<RatingQueries>().VisibleAsync(
        VisibleRegistry.Marketplace, Scenario.Id, new PageRequest(1, 20), CancellationToken.None))!;

    private async Task<IReadOnlyList<QueuedRating>> QueueAsync() => Scenario.Done(await Scenario.Get<RatingQueue>().RunAsync(
        RatingQueueState.Waiting, null, Scenario.Olu, new PageRequest(1, 20), CancellationToken.None)).Items;

    private async Task<Page<ReceivedRating>> ReceivedAsync() => await Scenario.Get<RatingQueries>().ReceivedAsync(
        await Scenario.QueryAsync(db => db.Set<Listing>().Select(one => one.ExtensionKey).SingleAsync()), new PageRequest(1, 20), CancellationToken.None);

    private async Task<Page<OwnRating>> OwnAsync() => Scenario.Done(await Scenario.Get<RatingQueries>().OfOrganizationAsync(
        "globex", Scenario.Gus.UserId, new PageRequest(1, 20), CancellationToken.None)).Ratings;

    private Task<List<string>> TitlesAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId)
        .Select(one => one.Title)
        .ToListAsync());
}
