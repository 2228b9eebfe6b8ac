using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>Gus upgrades what globex runs, several at once.</summary>
public sealed class UpgradesPanelTests : ScenarioContext
{
    private InstallationBench _bench = null!;
    private long _number;

    protected override void More(IServiceCollection services) => InstallationBench.Register(services);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Services.AddSingleton<TimeProvider>(Scenario.Clock);
        Services.AddSingleton(Scenario.Get<InstallationTopic>());
        _bench = new InstallationBench(Scenario);
        await _bench.ReleaseAsync("1.0.0");
        _number = await _bench.InstalledAsync();
    }

    [Fact]
    public async Task What_needs_nothing_is_ticked_runs_and_shows_that_it_is_done()
    {
        await _bench.ReleaseAsync("1.1.0");
        var panel = await OpenAsync();
        Assert.Contains("1.0.0 → 1.1.0", panel.Find("[data-testid=upgrade]").TextContent, StringComparison.Ordinal);

        await panel.PressAsync("Upgrade Acme Alerts");
        panel.WaitForAssertion(() => Assert.Equal("1 running.", panel.Find("[role=status]").TextContent));
        await _bench.WorkAsync();

        panel.WaitForAssertion(() => Assert.Equal("1 done.", panel.Find("[role=status]").TextContent));
        Assert.Equal("1.1.0", await _bench.VersionAsync(_number));
    }

    [Fact]
    public async Task What_failed_says_why_and_what_to_do_and_is_tried_again_alone()
    {
        await _bench.ReleaseAsync("1.1.0");
        _bench.Extension.Answer = _ => new ExtensionReply(ReplyVerdict.Denied, "Ask your account manager first.");
        var panel = await OpenAsync();

        await panel.PressAsync("Upgrade Acme Alerts");
        await _bench.WorkAsync();

        panel.WaitForAssertion(() => Assert.Contains(
            "Ask your account manager first. Change its setup if it asks for that, or ask its publisher.",
            panel.Find("[data-testid=upgrade-failed]").TextContent,
            StringComparison.Ordinal));
        _bench.Extension.Answer = _ => ExtensionReply.GoOn;
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        await panel.PressAsync("Try the failed one again");
        await _bench.WorkAsync();
        panel.WaitForAssertion(() => Assert.Equal("1 done.", panel.Find("[role=status]").TextContent));
        Assert.Empty(panel.FindAll("[data-testid=upgrade-failed]"));
    }

    [Fact]
    public async Task What_asks_for_more_starts_only_after_its_difference_was_on_the_screen_and_agreed_to()
    {
        await _bench.ReleaseAsync("1.1.0", wider: true);
        var panel = await OpenAsync();
        Assert.True(panel.FindAll("button").Single(button => button.TextContent.Trim() == "Upgrade").HasAttribute("disabled"));
        Assert.Empty(panel.FindAll("input[type=checkbox]"));

        await panel.PressAsync("Look at it");
        Assert.Contains("Now also asks to", panel.Find("[aria-label='What changes in Acme Alerts']").TextContent, StringComparison.Ordinal);
        await panel.PressAsync("Agree to these changes");
        await panel.PressAsync("Upgrade Acme Alerts");
        await _bench.WorkAsync();

        var details = await _bench.FindAsync(_number);
        Assert.Equal("1.1.0", details.Installed.Release.Version);
        Assert.Contains("attachments:read", details.Consents[0].Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Difference_that_changed_after_it_was_agreed_to_is_shown_again()
    {
        await _bench.ReleaseAsync("1.1.0");
        await _bench.ReleaseAsync("1.2.0", wider: true);
        var panel = await OpenAsync();
        await panel.PressAsync("Take 1.2.0 instead");
        await panel.PressAsync("Look at it");
        await panel.PressAsync("Agree to these changes");
        // A colleague upgrades it meanwhile, so what 1.2.0 changes is something else now.
        Scenario.Done(await _bench.UpgradeAsync(_number, "1.1.0"));
        await _bench.WorkAsync();

        panel.WaitForState(() => panel.FindAll("button").Any(button => button.TextContent.Trim() == "Upgrade Acme Alerts"));
        await panel.PressAsync("Upgrade Acme Alerts");

        panel.WaitForAssertion(() => Assert.Contains(
            "has changed since you looked", panel.Find("[data-testid=upgrade-failed]").TextContent, StringComparison.Ordinal));
        await _bench.WorkAsync();
        Assert.Equal("1.1.0", await _bench.VersionAsync(_number));
        await panel.PressAsync("Look at it");
        await panel.PressAsync("Agree to these changes");
        await panel.PressAsync("Upgrade Acme Alerts");
        await _bench.WorkAsync();
        Assert.Equal("1.2.0", await _bench.VersionAsync(_number));
    }

    [Fact]
    public async Task Members_look_and_change_nothing()
    {
        await _bench.ReleaseAsync("1.1.0");

        var panel = await OpenAsync(OrganizationRole.Member);

        Assert.Contains("Only Owners and Admins upgrade extensions.", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(panel.FindAll("button"), button => button.TextContent.Contains("Upgrade", StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<UpgradesPanel>> OpenAsync(OrganizationRole role = OrganizationRole.Owner)
    {
        SignIn(Scenario.Gus);
        RenderProviders();
        var id = await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
        var panel = Render<UpgradesPanel>(set => set.Add(
            part => part.Member, new OrganizationMember(id, "globex", "Globex", Scenario.Gus.UserId, role)));
        panel.WaitForElement("[data-testid=upgrade]");
        return panel;
    }
}
