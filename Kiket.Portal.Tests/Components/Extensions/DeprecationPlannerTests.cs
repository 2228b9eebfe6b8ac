using Bunit;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Semver;

namespace Kiket.Portal.Tests.Components.Extensions;

/// <summary>What a publisher sees while planning a deprecation, before anything is sent.</summary>
public sealed class DeprecationPlannerTests : PortalContext
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<NewDeprecation> _announced = [];
    private readonly List<string> _counted = [];
    private Error? _refusal;

    public DeprecationPlannerTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock());
        JSInterop.Setup<string>("kpZone").SetResult("Europe/Berlin");
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0", "3 installations of 1 organization run these versions now.")]
    [InlineData("1.x", "1.1.0, 1.0.0", "6 installations of 2 organizations run these versions now.")]
    [InlineData("2.0.0", "2.0.0", "Nobody runs these versions now.")]
    public void Range_shows_its_versions_and_whom_it_affects_before_anything_is_sent(string range, string covered, string affected)
    {
        var planner = Open();
        Assert.Empty(planner.FindAll("[data-testid=affected]"));

        planner.Find("#deprecation-range").Input(range);

        var shown = planner.Find("[data-testid=affected]").TextContent;
        Assert.Contains($"It covers {covered}.", shown, StringComparison.Ordinal);
        Assert.Contains("Later versions inside the range count too", shown, StringComparison.Ordinal);
        Assert.Contains(affected, shown, StringComparison.Ordinal);
        Assert.Equal(covered.Replace(" ", "", StringComparison.Ordinal), _counted[^1]);
        Assert.Empty(_announced);
    }

    [Theory]
    [InlineData("", "1.0.0,1.1.0,2.0.0", "Enter")]
    [InlineData("the old ones", "1.0.0,1.1.0,2.0.0", "the old ones")]
    [InlineData("<0.9.0", "1.0.0,1.1.0,2.0.0", "is no released version. Released are 2.0.0, 1.1.0, 1.0.0.")]
    [InlineData("*", "1.0.0,1.1.0,2.0.0", "leaves no version that can be used")]
    [InlineData("1.0.0", "1.0.0", "is the only version. Publish the one that replaces it first")]
    public async Task Range_that_helps_nobody_is_refused_beside_its_field_when_it_is_sent(string range, string versions, string message)
    {
        var planner = Open(versions: versions);
        planner.Find("#deprecation-range").Input(range);
        planner.Find("#deprecation-reason").Input("It loses alerts.");
        Assert.Empty(planner.FindAll("#deprecation-range-error"));
        Assert.Empty(planner.FindAll("[data-testid=affected]"));

        await planner.Find("form").SubmitAsync();

        Assert.Contains(message, planner.Find("#deprecation-range-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(_announced);
    }

    /// <summary>The clocks of Berlin go back on 25 October 2026 and forward on 28 March 2027.</summary>
    [Theory]
    [InlineData("", "00:00", "Choose a day and a time")]
    [InlineData("2026-09-30", "12:00", "is over. Choose a later sunset")]
    [InlineData("2026-10-01", "14:00", "is over. Choose a later sunset")]
    [InlineData("2026-10-25", "02:30", "comes twice in Europe/Berlin")]
    [InlineData("2027-03-28", "02:30", "doesn't exist in Europe/Berlin")]
    [InlineData("2037-01-01", "00:00", "more than 10 years away")]
    public async Task Sunset_that_is_over_or_unclear_is_refused_beside_its_day(string day, string time, string message)
    {
        var planner = Open();
        Fill(planner, "1.x");
        EndsAt(planner, day, time);

        await planner.Find("form").SubmitAsync();

        Assert.Contains(message, planner.Find("#deprecation-day-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(_announced);
    }

    [Fact]
    public void Sunset_is_shown_in_UTC_and_in_the_reader_s_zone()
    {
        var planner = Open();
        Fill(planner, "1.x");

        EndsAt(planner, "2026-12-31", "01:00");

        Assert.Equal(
            "31 Dec 2026, 00:00 UTC, which is 31 Dec 2026, 01:00 in Europe/Berlin",
            string.Join(' ', planner.Find("[data-testid=sunset]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>1.3.0 is yanked, 1.4.0 deprecated, 3.0.0-beta.1 a prerelease; lower ones and the range itself help nobody.</summary>
    [Fact]
    public void Only_versions_that_customers_can_upgrade_to_are_offered()
    {
        var planner = Open(versions: "1.0.0,1.1.0,yanked 1.3.0,deprecated 1.4.0,2.0.0,3.0.0-beta.1");

        planner.Find("#deprecation-range").Input("1.1.0");

        Assert.Equal(["", "2.0.0"], planner.FindComponent<SelectInput<string>>().Instance.Options);
    }

    [Fact]
    public void Preview_is_what_customers_will_read()
    {
        var planner = Open();
        Assert.Empty(planner.FindAll("aside"));

        Fill(planner, "1.x");
        EndsAt(planner, "2026-12-31", "01:00");

        var preview = planner.Find("aside").TextContent;
        Assert.Contains("Acme Alerts 1.1.0, which you run, is deprecated", preview, StringComparison.Ordinal);
        Assert.Contains("It loses alerts. From 31 Dec 2026, 00:00 UTC on, nobody can install it any more.", preview, StringComparison.Ordinal);
        Assert.Contains("Upgrade to 2.0.0.", preview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_announced_only_after_it_was_said_whom_it_affects()
    {
        var planner = Open();
        Fill(planner, "1.x");
        EndsAt(planner, "2026-12-31", "01:00");

        var sending = planner.Find("form").SubmitAsync();
        var dialog = Dialogs.WaitForElement(".mud-dialog").TextContent;
        Assert.Contains("Deprecate 1.x?", dialog, StringComparison.Ordinal);
        Assert.Contains("6 installations of 2 organizations run these versions now.", dialog, StringComparison.Ordinal);
        Assert.Empty(_announced);
        await Press("Announce it");
        await sending;

        Assert.Equal(
            new NewDeprecation("1.x", "It loses alerts.", new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), ""), Assert.Single(_announced));
    }

    [Fact]
    public async Task Who_cancels_announces_nothing_and_a_refusal_of_the_server_is_shown()
    {
        var planner = Open();
        Fill(planner, "1.x");
        var sending = planner.Find("form").SubmitAsync();
        Dialogs.WaitForElement(".mud-dialog");
        await Press("Cancel");
        await sending;
        Assert.Empty(_announced);

        _refusal = Error.Conflict("already_deprecated", "1.x is deprecated already.");
        sending = planner.Find("form").SubmitAsync();
        Dialogs.WaitForElement(".mud-dialog");
        await Press("Announce it");
        await sending;

        Assert.Equal("1.x is deprecated already.", planner.Find("[role=alert]").TextContent.Trim());
    }

    [Fact]
    public async Task Earlier_sunset_than_announced_is_pointed_out_to_the_publisher_and_to_those_who_read_the_notice()
    {
        var before = new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);
        var announced = Deprecation.Of(Guid.NewGuid(), new DeprecationTerms("It loses alerts.", before, "2.0.0"), "1.x", "Ada", Now);
        var planner = Open(announced);
        planner.WaitForAssertion(() => Assert.Equal("01:00", planner.Find("#deprecation-time").GetAttribute("value")));
        Assert.Empty(planner.FindAll("#deprecation-range"));
        Assert.DoesNotContain("earlier than announced", planner.Markup, StringComparison.Ordinal);

        planner.Find("#deprecation-day").Input("2026-11-30");

        Assert.Contains("That is earlier than announced, 31 Dec 2026, 00:00 UTC. The notice says so.", planner.Markup, StringComparison.Ordinal);
        Assert.Contains("ends earlier than announced", planner.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "The sunset moved from 31 Dec 2026, 00:00 UTC to 30 Nov 2026, 00:00 UTC.", planner.Find("aside").TextContent, StringComparison.Ordinal);
        var sending = planner.Find("form").SubmitAsync();
        Dialogs.WaitForElement(".mud-dialog");
        await Press("Change it");
        await sending;
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero), Assert.Single(_announced).SunsetAt);
    }

    private IRenderedComponent<MudDialogProvider> Dialogs { get; set; } = null!;

    private IRenderedComponent<DeprecationPlanner> Open(Deprecation? announced = null, string versions = "1.0.0,1.1.0,2.0.0")
    {
        Render<MudPopoverProvider>();
        Dialogs = Render<MudDialogProvider>();
        var planner = Render<DeprecationPlanner>(set => set
            .Add(part => part.Plan, announced is null ? DeprecationPlan.New : new DeprecationPlan(announced))
            .Add(part => part.Name, "Acme Alerts")
            .Add(part => part.Versions, [.. versions.Split(',').Select(Released)])
            .Add(part => part.Count, covered =>
            {
                _counted.Add(string.Join(',', covered));
                return Task.FromResult(Count(covered));
            })
            .Add(part => part.Announce, input =>
            {
                _announced.Add(input);
                return Task.FromResult(_refusal);
            }));
        return planner;
    }

    private static RangedVersion Released(string text)
    {
        var words = text.Split(' ');
        return new RangedVersion(SemVersion.Parse(words[^1], SemVersionStyles.Strict), words[0] == "yanked", words[0] == "deprecated");
    }

    /// <summary>Globex runs 1.0.0 three times, and 1.1.0 as often in each of two organizations together.</summary>
    private static AffectedCount Count(IReadOnlyCollection<string> versions) => (versions.Contains("1.0.0"), versions.Contains("1.1.0")) switch
    {
        (true, true) => new AffectedCount(6, 2),
        (true, false) => new AffectedCount(3, 1),
        _ => new AffectedCount(0, 0),
    };

    private static void Fill(IRenderedComponent<DeprecationPlanner> planner, string range)
    {
        planner.Find("#deprecation-range").Input(range);
        planner.Find("#deprecation-reason").Input("It loses alerts.");
    }

    private static void EndsAt(IRenderedComponent<DeprecationPlanner> planner, string day, string time)
    {
        planner.Find("input[type=checkbox]").Change(true);
        planner.Find("#deprecation-day").Input(day);
        planner.Find("#deprecation-time").Input(time);
    }

    private Task Press(string caption) => Dialogs.FindAll("button").First(button => button.TextContent.Trim() == caption).ClickAsync(new());

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
