using Kiket.Portal.Listings.Search;

namespace Kiket.Portal.Tests.Listings;

/// <summary>What stands first when somebody searches.</summary>
public sealed class ListingRankTests
{
    [Fact]
    public void The_place_of_a_word_decides_from_the_name_down_to_the_documentation() => Assert.Equal(
        ["Slack", "Slack Alerts", "Slackline", "Chat", "Notifier", "Broadcast", "Handbook"],
        Names(
            "slack",
            Of("Handbook"),
            Of("Broadcast", publisher: "Slack Ltd"),
            Of("Slackline"),
            Of("Notifier", summary: "Writes to Slack."),
            Of("Chat", title: 2),
            Of("Slack Alerts"),
            Of("Slack")));

    [Fact]
    public void A_whole_word_counts_more_than_a_beginning() =>
        Assert.Equal(["Plan Board", "Planning Board"], Names("plan", Of("Planning Board"), Of("Plan Board")));

    [Fact]
    public void Another_form_of_a_word_counts_as_its_beginning() => Assert.Equal(
        ["Exporting Tables", "Report Exporter", "Ledger"],
        Names("exporting", Of("Ledger"), Of("Report Exporter"), Of("Exporting Tables")));

    [Fact]
    public void Every_word_counts() =>
        Assert.Equal(["Incident Report", "Incident Log"], Names("incident report", Of("Incident Log"), Of("Incident Report")));

    [Theory]
    [InlineData("cafe", "Café")]
    [InlineData("CAFÉ", "cafe")]
    [InlineData("überblick", "Uberblick")]
    public void Accents_and_case_make_no_difference(string query, string name) =>
        Assert.Equal([name, "Else"], Names(query, Of("Else"), Of(name)));

    [Fact]
    public void What_matches_equally_well_stands_newest_release_first() =>
        Assert.Equal(["New Report", "Old Report"], Names("report", Of("Old Report", released: 1), Of("New Report", released: 2)));

    [Fact]
    public void No_more_are_returned_than_asked_for() =>
        Assert.Equal(["Report"], ListingRank.Best(SearchTerms.Of("report"), [Of("Reports"), Of("Report")], most: 1).Select(hit => hit.Name));

    private static IEnumerable<string> Names(string query, params ListingCandidate[] candidates) =>
        ListingRank.Best(SearchTerms.Of(query), candidates, most: 100).Select(hit => hit.Name);

    private static ListingCandidate Of(string name, string summary = "", string publisher = "", int title = 0, long released = 0) =>
        new(1, "", name, released, summary, publisher, title);
}
