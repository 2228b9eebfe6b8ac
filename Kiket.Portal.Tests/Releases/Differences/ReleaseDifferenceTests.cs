using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using static Kiket.Portal.Tests.Releases.Differences.Compared;

namespace Kiket.Portal.Tests.Releases.Differences;

public sealed class ReleaseDifferenceTests
{
    [Fact]
    public void Two_equal_releases_differ_in_nothing()
    {
        var difference = Between(Manifest(), Manifest());

        Assert.Empty(difference.Changes);
        Assert.False(difference.Widens);
        Assert.True(difference.IsOnlyText);
    }

    [Fact]
    public void A_picture_replaced_under_its_name_is_told()
    {
        var (before, after) = (Side() with { Pictures = ["/files/a.png", "/files/b.png"] }, Side() with { Pictures = ["/files/b.png", "/files/c.png"] });

        Assert.Equal("Changed Pictures in the documents: 1 added, 1 removed.", ReleaseDifference.Between(before, after).Only());
        Assert.Empty(ReleaseDifference.Between(before, before).Changes);
    }

    [Fact]
    public void A_comment_that_moves_every_line_is_no_difference() =>
        Assert.Empty(Between(
            Manifest("  hooks:\n    - event: issue.created\n"),
            Manifest("  # more to come\n\n  hooks:\n    - event: issue.created\n")).Changes);

    [Fact]
    public void Two_spellings_of_one_scope_are_no_difference() =>
        Assert.Empty(Between(Manifest(permissions: "[issues:read]"), Manifest(permissions: "[read:issues]")).Changes);

    [Theory]
    [InlineData("[issues:read]", "[issues:read, issues:write]", "Added! Now also asks to create, edit and transition issues.")]
    [InlineData("[issues:read, issues:write]", "[issues:read]", "Removed No longer asks to create, edit and transition issues.")]
    [InlineData("[issues:read]", "[issues:read, admin]", "Added! Now also asks to do everything an administrator can do.")]
    public void Permissions_are_told_by_what_they_allow(string before, string after, string expected) =>
        Assert.Equal(expected, Between(Manifest(permissions: before), Manifest(permissions: after)).Only());

    [Theory]
    [InlineData(
        "https://hooks.acme.test/other",
        "Changed Is called at https://hooks.acme.test/other instead of https://hooks.acme.test/in; the host stays the same.")]
    [InlineData(
        "https://elsewhere.test/in",
        "Changed! Is called at https://elsewhere.test/in instead of https://hooks.acme.test/in: events go to another host.")]
    public void Another_callback_host_widens_and_another_path_does_not(string callback, string expected) =>
        Assert.Equal(expected, Between(Manifest(), Manifest(callback: callback)).Only());

    [Fact]
    public void A_changed_base_address_moves_the_callback_although_the_manifest_stays()
    {
        var manifest = Manifest(callback: "${EXTENSION_BASE_URL}/in");

        var difference = ReleaseDifference.Between(
            Side(manifest, new ListingDetails { BaseUrl = "https://a.acme.test" }), Side(manifest, new ListingDetails { BaseUrl = "https://b.acme.test" }));

        Assert.Contains("https://b.acme.test/in instead of https://a.acme.test/in", difference.Only(), StringComparison.Ordinal);
        Assert.True(difference.Widens);
    }

    /// <summary>A host that was stored before it was refused doesn't keep its publisher from a better one.</summary>
    [Theory]
    [InlineData("https://a⒈com/x")]
    [InlineData("https://xn--a-ä.pt/x")]
    public void A_stored_host_that_no_program_reads_is_another_host(string stored)
    {
        var manifest = Manifest(callback: "${EXTENSION_BASE_URL}/in");

        var difference = ReleaseDifference.Between(
            Side(manifest, new ListingDetails { BaseUrl = stored }), Side(manifest, new ListingDetails { BaseUrl = "https://b.acme.test" }));

        Assert.Contains("events go to another host", difference.Only(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "  hooks:\n    - event: issue.created\n", "Added! Is now also called for issue.created.")]
    [InlineData("  hooks:\n    - event: issue.created\n", "", "Removed Is no longer called for issue.created.")]
    public void Events_are_told(string before, string after, string expected) =>
        Assert.Equal(expected, Between(Manifest(before), Manifest(after)).Only());

    [Theory]
    [InlineData("hooks.acme.test", "Added! Sends data to hooks.acme.test as well.")]
    [InlineData("\"*.acme.test\"", "Added! May send data to any host below acme.test as well.")]
    public void A_new_host_widens(string host, string expected) =>
        Assert.Equal(expected, Between(Hosted("standard", "api.acme.test"), Hosted("standard", "api.acme.test", host)).Only());

    [Fact]
    public void A_host_that_is_no_longer_used_is_told() =>
        Assert.Equal(
            "Removed No longer sends data to old.acme.test.",
            Between(Hosted("standard", "api.acme.test", "old.acme.test"), Hosted("standard", "api.acme.test")).Only());

    [Theory]
    [InlineData("minimal", "standard", "Changed! Moves from the minimal to the standard tier: costs customers $10 more a month for hosting.")]
    [InlineData("compute", "memory", "Changed Moves from the compute to the memory tier: costs customers $5 less a month for hosting.")]
    public void Another_tier_is_told_by_what_it_costs(string before, string after, string expected) =>
        Assert.Equal(expected, Between(Hosted(before, "api.acme.test"), Hosted(after, "api.acme.test")).Only());

    [Fact]
    public void Hosting_that_comes_and_goes_is_told_and_widens_both_ways()
    {
        var comes = Between(Manifest(), Hosted("standard"));
        var goes = Between(Hosted("standard"), Manifest());

        Assert.Equal("Added! Is now hosted by Kiket on the standard tier, which costs customers $15 a month.", comes.Only());
        Assert.Equal("Removed! Is no longer hosted by Kiket: the publisher runs it, and customers save $15 a month.", goes.Only());
    }

    [Theory]
    [InlineData(null, "https://acme.test/new", "Added The privacy policy is now https://acme.test/new.")]
    [InlineData("https://acme.test/old", "https://acme.test/new", "Changed The privacy policy is now https://acme.test/new instead of https://acme.test/old.")]
    [InlineData("https://acme.test/old", null, "Removed The link to the privacy policy was removed.")]
    [InlineData("https://acme.test/old", "", "Removed The link to the privacy policy was removed.")]
    public void Another_privacy_policy_is_told_by_its_address(string? before, string? after, string expected) =>
        Assert.Equal(expected, Between(new PublisherLinks(Privacy: before), new PublisherLinks(Privacy: after)).Only());

    [Fact]
    public void Each_link_that_changed_is_told()
    {
        var difference = Between(
            PublisherLinks.None, new PublisherLinks("https://a.test/d", "https://a.test/p", "https://a.test/t", "https://a.test/l"));

        Assert.Equal(
            [
                "The documentation is now https://a.test/d.", "The privacy policy is now https://a.test/p.",
                "The terms are now https://a.test/t.", "The license is now https://a.test/l.",
            ],
            difference.Changes.Select(change => change.Text));
        Assert.Equal(["links.documentation", "links.privacy", "links.terms", "links.license"], difference.Changes.Select(change => change.Key));
        Assert.False(difference.Widens);
    }

    [Theory]
    [InlineData(900, 2400, "Changed! Costs customers $15 more a month: $24 instead of $9.")]
    [InlineData(2400, 900, "Changed Costs customers $15 less a month: $9 instead of $24.")]
    public void A_flat_fee_is_told_by_the_difference(long before, long after, string expected) =>
        Assert.Equal(expected, Between(new Pricing(PriceModel.Flat, before), new Pricing(PriceModel.Flat, after)).Only());

    [Fact]
    public void Another_kind_of_price_is_told()
    {
        Assert.Equal("Changed! Was free and now costs customers $9 a month.", Between(Pricing.Free, new Pricing(PriceModel.Flat, 900)).Only());
        Assert.Equal("Changed Is free now.", Between(new Pricing(PriceModel.Flat, 900), Pricing.Free).Only());
        var trial = new Pricing(PriceModel.Flat, 900) { TrialDays = 14 };
        Assert.Equal("Added The first 14 days are free for new customers.", Between(new Pricing(PriceModel.Flat, 900), trial).Only());
        Assert.Equal("Changed The first day is free for new customers instead of 14.", Between(trial, trial with { TrialDays = 1 }).Only());
        Assert.Equal("Removed New customers get no free trial any more.", Between(trial, trial with { TrialDays = 0 }).Only());
    }

    [Fact]
    public void Usage_is_told_meter_by_meter()
    {
        static Pricing Usage(params Meter[] meters) => new(PriceModel.UsageBased) { Meters = meters };
        var hour = new Meter("hour", "Tracked hours", "hour", 40_000, 20);

        Assert.Equal("Changed! Each hour costs $0.05 instead of $0.04.", Between(Usage(hour), Usage(hour with { UnitPriceMicros = 50_000 })).Only());
        Assert.Equal("Changed! 10 instead of 20 units of tracked hours are included.", Between(Usage(hour), Usage(hour with { Included = 10 })).Only());
        Assert.Equal(
            "Added! Counts exports: $0.10 for each export.",
            Between(Usage(hour), Usage(hour, new Meter("export", "Exports", "export", 100_000, 0))).Only());
        Assert.Equal(
            "Removed No longer counts tracked hours.",
            Between(Usage(hour, new Meter("x", "X", "x", 1, 0)), Usage(new Meter("x", "X", "x", 1, 0))).Only());
    }

    [Fact]
    public void Several_changes_of_one_meter_are_all_told()
    {
        static Pricing Usage(Meter meter) => new(PriceModel.UsageBased) { Meters = [meter] };
        var hour = new Meter("hour", "Tracked hours", "hour", 40_000, 20);

        var cheaperButLess = Between(Usage(hour), Usage(hour with { UnitPriceMicros = 30_000, Included = 0 }));

        Assert.Equal(
            ["Each hour costs $0.03 instead of $0.04.", "0 instead of 20 units of tracked hours are included."],
            cheaperButLess.Changes.Select(change => change.Text));
        Assert.True(cheaperButLess.Widens);
        Assert.Equal("Changed! Counts tracked hours by minute instead of by hour.", Between(Usage(hour), Usage(hour with { Unit = "minute" })).Only());
    }

    [Theory]
    [InlineData(null, 500L, "Changed Charges at most 500 units of tracked hours a month.")]
    [InlineData(500L, 1000L, "Changed! Charges at most 1,000 units of tracked hours a month instead of 500.")]
    [InlineData(1000L, 500L, "Changed Charges at most 500 units of tracked hours a month instead of 1,000.")]
    [InlineData(500L, null, "Changed! Charges every unit of tracked hours: there is no cap any more.")]
    public void Another_cap_is_told_and_a_higher_one_widens(long? before, long? after, string expected)
    {
        static Pricing Usage(long? cap) => new(PriceModel.UsageBased) { Meters = [new Meter("hour", "Tracked hours", "hour", 40_000, 20, cap)] };

        Assert.Equal(expected, Between(Usage(before), Usage(after)).Only());
    }

    [Theory]
    [InlineData(1500, 1900, "Changed! Stays on the standard tier, which costs customers $4 more a month.")]
    [InlineData(1500, 1000, "Changed Stays on the standard tier, which costs customers $5 less a month.")]
    public void Another_price_of_the_same_tier_is_told(long before, long after, string expected)
    {
        static ReleaseSide At(long cents)
        {
            var side = Side(Hosted("standard"));
            return side with { Terms = side.Terms with { Hosting = side.Terms.Hosting with { MonthlyCents = cents } } };
        }

        Assert.Equal(expected, ReleaseDifference.Between(At(before), At(after)).Only());
    }

    [Fact]
    public void Another_reason_is_told_and_is_only_text()
    {
        static ReleaseSide Because(string reason) => Side(details: new ListingDetails
        {
            Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = reason },
        });

        var other = ReleaseDifference.Between(Because("Reads the issue."), Because("Reads the title."));

        Assert.Equal("Changed The reason for issues:read is now “Reads the title.”.", other.Only());
        Assert.True(other.IsOnlyText);
        Assert.Equal("Changed The reason for issues:read was removed.", ReleaseDifference.Between(Because("Reads the issue."), Because("")).Only());
    }

    [Fact]
    public void A_setting_that_changes_in_two_ways_is_told_twice()
    {
        var difference = Between(
            Manifest("  configuration:\n    channel:\n      type: string\n      label: Channel\n"),
            Manifest("  configuration:\n    channel:\n      type: number\n      label: Channel\n      required: true\n"));

        Assert.Equal(
            ["The setting “Channel” must be filled in now.", "The type of the setting “Channel” changed from string to number."],
            difference.Changes.Select(change => change.Text));
    }

    [Fact]
    public void Two_offers_are_compared_alone_as_they_are_with_their_releases()
    {
        var before = Side(details: new ListingDetails { Name = "Alerts" });
        var after = Side(Hosted("standard", "api.acme.test"), new ListingDetails { Name = "Alerts", Pricing = new Pricing(PriceModel.Flat, 900) });

        Assert.Equal(ReleaseDifference.Between(before, after).Changes, OfferDifference.Between(before.Terms, after.Terms));
    }

    [Theory]
    [InlineData("", "  contributes:\n    commands:\n      - id: ping\n        title: Ping\n", "Added Adds the command “Ping”.")]
    [InlineData(
        "  contributes:\n    commands:\n      - id: ping\n        title: Ping\n",
        "",
        "Removed Removes the command “Ping”: automations that use it stop working.")]
    [InlineData(
        "",
        "  configuration:\n    channel:\n      type: string\n      label: Channel\n      required: true\n",
        "Added Asks for the setting “Channel”, which must be filled in.")]
    public void Commands_and_settings_are_told_and_do_not_widen(string before, string after, string expected) =>
        Assert.Equal(expected, Between(Manifest(before), Manifest(after)).Only());

    [Fact]
    public void Words_alone_are_known_as_words()
    {
        var before = Side(
            details: new ListingDetails { Name = "Alerts", Summary = "Old." },
            documents: [new("Overview", "README.md", null, "Old"), new("Examples", "docs/examples/a.yaml", null, "a")]);
        var after = Side(
            details: new ListingDetails { Name = "Alerts", Summary = "New." },
            documents: [new("Overview", "README.md", null, "New"), new("Changelog", "CHANGELOG.md", "1.1.0", "More")]);

        var difference = ReleaseDifference.Between(before, after);

        Assert.True(difference.IsOnlyText);
        Assert.Equal(
            [
                "The summary is now “New.”.", "README.md (Overview) changed.", "The changelog now has an entry for 1.1.0.",
                "docs/examples/a.yaml (Examples) was removed.",
            ],
            difference.Changes.Select(change => change.Text));
    }

    [Fact]
    public void What_has_no_sentence_of_its_own_is_still_noticed()
    {
        var difference = Between(Manifest("  rate_limiting:\n    requests_per_minute: 60\n"), Manifest("  rate_limiting:\n    requests_per_minute: 90\n"));

        Assert.Equal("Changed The rate limit changed.", difference.Only());
        Assert.False(difference.IsOnlyText);
    }

    [Fact]
    public void The_first_release_says_what_it_asks_for_and_widens_nothing()
    {
        var difference = ReleaseDifference.Between(
            null,
            Side(Hosted("standard", "api.acme.test"), new ListingDetails { Pricing = new Pricing(PriceModel.Flat, 900) }));

        Assert.True(difference.IsFirst);
        Assert.False(difference.Widens);
        Assert.Contains("Asks to see issues.", difference.Changes.Select(change => change.Text));
        Assert.Contains("Sends data to api.acme.test.", difference.Changes.Select(change => change.Text));
        Assert.Contains("Costs customers $9 a month.", difference.Changes.Select(change => change.Text));
        Assert.Contains("Is hosted by Kiket on the standard tier, which costs customers $15 a month.", difference.Changes.Select(change => change.Text));
    }

    private static Kiket.Portal.Manifests.Manifest Hosted(string tier, params string[] hosts) =>
        Manifest($"  hosting:\n    managed: true\n    tier: {tier}\n    egress: [{string.Join(", ", hosts)}]\n");
}
