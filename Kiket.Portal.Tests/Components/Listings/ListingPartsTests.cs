using System.Text;
using Bunit;
using Kiket.Portal.Components.Listings;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Documentation;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Listings;

public sealed class ListingPartsTests : BunitContext
{
    private const string Path = "/marketplace/dev.acme.alerts";

    private static readonly DateTimeOffset Now = new(2026, 3, 12, 14, 5, 0, TimeSpan.Zero);

    public ListingPartsTests() => Services.AddSingleton(TimeProvider.System);

    [Fact]
    public void A_changelog_has_a_link_for_each_version_and_says_what_kind_of_change_it_is()
    {
        var entries = Entries(
            "## [1.2.0] - 2026-03-01\n### Security\n- a\n### Fixed\n- b\n\n## [1.1.0]\n### Added\n- c\n\n"
            + "## [1.0.0] - 2025-01-01 [YANKED]\n- d");
        var tab = Render<ChangelogTab>(set => set
            .Add(part => part.Entries, entries)
            .Add(part => part.Current, "1.2.0")
            .Add(part => part.PagePath, Path + "/changelog"));

        Assert.Equal(
            [Path + "/changelog#v1.2.0", Path + "/changelog#v1.1.0", Path + "/changelog#v1.0.0"],
            tab.FindAll(".jump a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["v1.2.0", "v1.1.0", "v1.0.0"], tab.FindAll("section").Select(section => section.Id));
        Assert.Contains("1 Mar 2026", tab.Find("#v1\\.2\\.0 .title").TextContent, StringComparison.Ordinal);
        foreach (var word in new[] { "Current", "Security fix", "Fixed" })
        {
            Assert.Contains(word, tab.Find("#v1\\.2\\.0 .title").TextContent, StringComparison.Ordinal);
        }

        // The changelog can't know what can be installed.
        Assert.Contains("Marked as yanked in the changelog", tab.Find("#v1\\.0\\.0 .title").TextContent, StringComparison.Ordinal);
        Assert.Equal(Path + "/changelog.md", tab.Find("[data-copy-address]").GetAttribute("data-copy-address"));
    }

    [Fact]
    public void A_blocked_version_and_a_security_fix_say_so()
    {
        ReleaseSummary[] releases =
        [
            new("1.0.1", Now, new string('a', 40), false, null, null) { IsSecurityFix = true },
            new("1.0.0", Now, new string('b', 40), false, Now, "It is slow.") { BlockedAt = Now, BlockReason = "It sends tokens to a stranger." },
        ];

        var rows = Render<VersionsTable>(set => set.Add(part => part.Releases, releases).Add(part => part.Current, "1.0.1")).FindAll("tbody tr");

        Assert.Contains("Current", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Security fix", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Blocked", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("It sends tokens to a stranger.", rows[1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Yanked", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_leads_to_its_changelog_where_there_is_one_and_to_its_commit_where_all_may_read_it()
    {
        ReleaseSummary[] releases =
        [
            new("2.0.0", Now, new string('a', 40), false, null, null),
            new("1.0.0", Now, new string('b', 40), false, Now, "It lost messages.") { Changes = [new(ChangeArea.Price, ChangeKind.Changed, "Is free now.")] },
        ];
        var table = Render<VersionsTable>(set => set
            .Add(part => part.Releases, releases)
            .Add(part => part.Current, "2.0.0")
            .Add(part => part.Described, new HashSet<string>(StringComparer.Ordinal) { "2.0.0" })
            .Add(part => part.ListingPath, Path)
            .Add(part => part.RepositoryAddress, "https://github.com/acme/alerts"));

        var rows = table.FindAll("tbody tr");
        Assert.Equal("Is free now.", rows[1].QuerySelector("td:last-child li")!.TextContent.Trim());
        Assert.Empty(rows[0].QuerySelectorAll("td:last-child li"));
        Assert.Equal(
            [Path + "/versions/2.0.0/changes", Path + "/changelog#v2.0.0"],
            rows[0].QuerySelectorAll("td:last-child a").Select(link => link.GetAttribute("href")!));
        Assert.Equal("https://github.com/acme/alerts/commit/" + new string('a', 40), rows[0].QuerySelector("td[data-label=Commit] a")!.GetAttribute("href"));
        Assert.DoesNotContain("/changelog", rows[1].InnerHtml, StringComparison.Ordinal);
        Assert.Contains("It lost messages.", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_data_goes_is_said_in_sentences_and_wildcards_are_marked()
    {
        var hosting = new HostingBlock(
            "minimal",
            true,
            [new EgressHost("api.chat.test", "api.chat.test", false, 1), new EgressHost("*.files.test", "*.files.test", true, 2)],
            false,
            1);
        var flow = Render<DataFlow>(set => set.Add(part => part.Source, View(new Manifest { Hosting = hosting })));

        Assert.Contains("Kiket blocks all others", flow.Markup, StringComparison.Ordinal);
        Assert.Equal(["api.chat.test", "files.test"], flow.FindAll(".hosts code").Select(host => host.TextContent));
        Assert.Contains(
            "Any host below files.test wildcard",
            string.Join(' ', flow.FindAll(".hosts li")[1].TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.NotEmpty(flow.FindAll(".kp-alert-warning"));
    }

    [Fact]
    public void What_runs_at_its_publisher_is_not_called_limited()
    {
        var flow = Render<DataFlow>(set => set.Add(part => part.Source, View(new Manifest())));

        Assert.Contains("limit where it goes next", flow.Markup, StringComparison.Ordinal);
        Assert.Contains("Ask the publisher how long", flow.Markup, StringComparison.Ordinal);
        Assert.Empty(flow.FindAll(".kp-alert-warning"));
    }

    [Fact]
    public void Whom_it_is_connected_to_is_where_data_goes_as_well()
    {
        var manifest = Read("""
            setup:
              - oauth: { title: Connect, provider: google, scopes: [calendar.readonly] }
            """);

        Assert.Contains(
            "During setup you connect an account at google",
            Render<DataFlow>(set => set.Add(part => part.Source, View(manifest))).Find("p:nth-of-type(2)").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_may_do_and_where_data_goes_are_two_sentences_with_the_far_reaching_first()
    {
        var manifest = Read("""
            permissions: [issues:read, comments:write, projects:read, users:read, oauth:manage]
            hosting: { tier: minimal, managed: true, egress: [api.chat.test, "*.files.test"] }
            """);
        var glance = Render<ListingGlance>(set => set.Add(part => part.Source, View(manifest)).Add(part => part.SecurityAddress, Path + "/security"));

        Assert.Equal(
            [
                "Can create, refresh and revoke connected accounts, see issues, add comments and 2 more.",
                "Data can only leave Kiket for api.chat.test and any host below files.test.",
                "All permissions and where data goes",
            ],
            glance.FindAll("li").Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(Path + "/security", glance.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void What_asks_for_nothing_says_so_and_a_preview_links_nowhere()
    {
        var glance = Render<ListingGlance>(set => set.Add(part => part.Source, View(new Manifest())));

        Assert.Contains("Needs no permissions in Kiket.", glance.Markup, StringComparison.Ordinal);
        Assert.Contains("goes to the publisher", glance.Markup, StringComparison.Ordinal);
        Assert.Empty(glance.FindAll("a"));
    }

    [Theory]
    [InlineData(PriceModel.Free, "\"price\":\"0.00\"")]
    [InlineData(PriceModel.UsageBased, "\"price\":\"0.04\",\"priceCurrency\":\"USD\",\"unitText\":\"hour\"")]
    public void What_is_paid_by_use_is_not_told_as_free(PriceModel model, string price)
    {
        var view = View(new Manifest());
        Meter[] meters = model == PriceModel.Free ? [] : [new Meter("hours", "Hours", "hour", 40_000, 20)];
        view = view with { Terms = view.Terms with { Pricing = new Kiket.Portal.Releases.Offers.Pricing(model) { Meters = meters } } };

        var json = Render<StructuredData>(set => set
            .Add(part => part.Source, view)
            .Add(part => part.Address, new Uri("https://portal.test/marketplace/x"))
            .Add(part => part.Picture, new Uri("https://portal.test/x.png"))).Find("script").TextContent;

        Assert.Contains(price, json, StringComparison.Ordinal);
        Assert.Equal(model == PriceModel.Free, json.Contains("0.00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 10, false)]
    [InlineData(3, 14, true)]
    public void Search_engines_read_an_average_only_where_people_do(int count, int sum, bool isShown)
    {
        var json = Render<StructuredData>(set => set
            .Add(part => part.Source, View(new Manifest()) with { Rating = new Kiket.Portal.Listings.ListedRating(count, sum, 2) })
            .Add(part => part.Address, new Uri("https://portal.test/marketplace/x"))
            .Add(part => part.Picture, new Uri("https://portal.test/x.png"))).Find("script").TextContent;

        const string rating = """
            "aggregateRating":{"@type":"AggregateRating","ratingValue":"4.7","ratingCount":3,"reviewCount":2,"bestRating":5,"worstRating":1}
            """;
        Assert.Equal(isShown, json.Contains(rating.Trim(), StringComparison.Ordinal));
        Assert.Equal(isShown, json.Contains("aggregateRating", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$0.04 per hour", 40_000)]
    [InlineData("from $0.01 per hour", 40_000, 10_000)]
    public void A_card_says_what_use_costs(string words, params int[] micros)
    {
        var pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.UsageBased)
        {
            Meters = [.. micros.Select(price => new Meter("hours", "Hours", "hour", price, 0))],
        };
        var card = new ListingCard(
            "dev.acme.alerts", "Alerts", "", "Acme", false, [], pricing, Kiket.Portal.Foundation.Money.Zero, false, "1.0.0", Now);

        Assert.Equal(words, ListingGrid.Content(card).Usage);
    }

    [Fact]
    public void Every_badge_has_a_meaning_of_its_own()
    {
        Assert.Equal(ListingBadge.All.Count, ListingBadge.All.DistinctBy(badge => badge.Id).Count());
        Assert.Equal(ListingBadge.All.Count, ListingBadge.All.DistinctBy(badge => badge.Meaning).Count());
    }

    [Fact]
    public void A_badge_that_is_explained_opens_its_meaning_and_is_described_by_it()
    {
        var badge = Render<Badge>(set => set.Add(part => part.Text, "Verified").Add(part => part.Meaning, "Proved.").Add(part => part.Explained, "verified"));
        var button = badge.Find("button");

        Assert.Equal("Proved.", badge.Find("#" + button.GetAttribute("popovertarget")).TextContent);
        Assert.Equal(button.GetAttribute("popovertarget"), button.GetAttribute("aria-describedby"));
        Assert.Equal("Verified", button.TextContent);
    }

    private static Manifest Read(string yaml) => ManifestReader.Read(
        Encoding.UTF8.GetBytes(
            "model_version: \"1.0\"\nextension:\n  id: dev.acme.alerts\n  name: Alerts\n  version: 1.0.0\n  "
            + yaml.ReplaceLineEndings("\n  ")),
        ManifestReader.Path).Manifest!;

    private static IReadOnlyList<DocumentPage> Entries(string markdown) =>
        DocumentSet.From(Guid.NewGuid(), new string('a', 40), Reading(markdown), Now).Pages;

    private static DocumentationReading Reading(string markdown) => new(
        [.. Changelog.Parse(markdown).Select(entry => new RenderedPage(
            DocumentTab.Changelog, "CHANGELOG.md", "Changelog", null, SafeHtml.Empty, entry.Markdown, [], "", entry))],
        [],
        new DocumentPaths(null, null, null, []));

    private static ListingModel View(Manifest manifest)
    {
        var snapshot = (CommitSnapshot)Activator.CreateInstance(typeof(CommitSnapshot), nonPublic: true)!;
        typeof(CommitSnapshot).GetProperty(nameof(CommitSnapshot.Manifest))!.SetValue(snapshot, manifest);
        return new ListingModel
        {
            ExtensionId = "dev.acme.alerts",
            Version = "1.0.0",
            ReleasedAt = Now,
            ChangedAt = Now,
            PublisherName = "Acme",
            Name = "Alerts",
            Terms = MakeTerms.Of(manifest, PublisherTerms.None),
            Snapshot = snapshot,
        };
    }
}
