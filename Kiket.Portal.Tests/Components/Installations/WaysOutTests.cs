using Bunit;
using Kiket.Portal.Components.Installations;
using Kiket.Portal.Installations;
using Kiket.Portal.Operations;
using Kiket.Portal.Releases;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Components.Installations;

/// <summary>What the installed page says about a blocked version.</summary>
public sealed class WaysOutTests : ScenarioContext
{
    [Fact]
    public async Task A_blocked_version_shows_its_reason_and_how_to_leave_it()
    {
        await Scenario.ListedAsync();
        var started = Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(
            new InstallExtensionRequest("globex", Scenario.Id, Registry: null, Version: null, Consent: null, Scenario.Gus), CancellationToken.None));
        Assert.Empty((await OpenAsync(started.Number)).Markup.Trim());
        var release = await Scenario.QueryAsync(db => db.Set<Release>().Select(one => one.Id).SingleAsync());
        Assert.True((await Scenario.Get<BlockRelease>().RunAsync(release, "It sends tokens to a stranger.", Scenario.Olu, CancellationToken.None)).Succeeded);

        var alone = await OpenAsync(started.Number);
        Assert.Contains("It sends tokens to a stranger.", alone.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/installed/1#uninstall-title", Assert.Single(alone.FindAll("a")).GetAttribute("href"));
        Assert.Contains("There is no newer version yet.", alone.Markup, StringComparison.Ordinal);

        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        await Scenario.ListedAsync("1.0.1");
        Assert.Equal("Upgrade to 1.0.1", (await OpenAsync(started.Number)).Find("a.kp-button-primary").TextContent);
        var member = await OpenAsync(started.Number, canChange: false);
        Assert.Empty(member.FindAll("a"));
        Assert.Contains("Ask an Owner or Admin of GLOBEX", member.Markup, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<WaysOut>> OpenAsync(long number, bool canChange = true)
    {
        var details = Scenario.Done(await Scenario.Get<InstallationQueries>().FindAsync(number, organizationId: null, Scenario.Gus, CancellationToken.None));
        return Render<WaysOut>(set => set
            .Add(part => part.Details, details).Add(part => part.Address, "/installed/1").Add(part => part.CanChange, canChange));
    }
}
