using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A draft without a connection, on a server that goes away, on another browser and in two tabs at once.</summary>
public sealed class NothingTypedIsLost(Browser browser) : Journey, IDisposable
{
    private readonly string _data = Places.Temporary();

    public void Dispose() => Places.Remove(_data);

    [Fact]
    public async Task What_is_typed_without_a_connection_is_said_to_be_kept_and_saved_when_it_is_back()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var listing = await SeededAsync(portal, visit);

        await visit.Context.SetOfflineAsync(true);
        await Expect(visit.Page.GetByText("Not connected. Your text is safe in this browser")).ToBeVisibleAsync();
        await visit.Page.GetByLabel("Summary").FillAsync("Typed on a train, in a tunnel.");
        await visit.Context.SetOfflineAsync(false);

        await Expect(visit.Page.GetByText("All changes saved")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        // The page said so before it went offline, too: the browser forgets its copy once the text is saved.
        await visit.Page.WaitForFunctionAsync("() => Object.keys(localStorage).every(key => !key.startsWith('kp-draft:'))", null, new() { Timeout = 60_000 });
        await SeenElsewhereAsync(portal.Address, listing, "Typed on a train, in a tunnel.");
    }

    [Fact]
    public async Task A_connection_that_breaks_while_the_script_for_files_loads_costs_neither_the_page_nor_the_files()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var refused = 0;
        await visit.Page.RouteAsync("**/uploads*.js", route => Interlocked.Increment(ref refused) <= 2 ? route.AbortAsync() : route.ContinueAsync());
        var listing = await SeededAsync(portal, visit);

        await visit.Page.GetByLabel("Summary").FillAsync("Typed meanwhile.");
        await Expect(visit.Page.Locator("#upload-icon input[type=file]")).ToBeEnabledAsync();

        Assert.True(refused > 2, $"The script was asked for {refused} times.");
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Typed meanwhile.");
        await SeenElsewhereAsync(portal.Address, listing, "Typed meanwhile.");
    }

    [Fact]
    public async Task What_is_typed_while_the_server_is_gone_is_there_after_its_restart()
    {
        await DemoData.CopyToAsync(_data);
        await using var portal = await PortalServerProcess.StartAsync(_data, "Development");
        await using var visit = await browser.VisitAsync(portal.Address);
        var listing = await ListingAsync(visit);

        await portal.KillAsync();
        await Expect(visit.Page.GetByText("Not connected. Your text is safe in this browser")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Page.GetByLabel("Summary").FillAsync("Typed while nobody was there.");
        await visit.Page.GetByLabel("Security", new() { Exact = true }).CheckAsync();
        await portal.RestartAsync();

        await Expect(visit.Page.GetByText("All changes saved")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Typed while nobody was there.");
        await Expect(visit.Page.GetByLabel("Security", new() { Exact = true })).ToBeCheckedAsync();
        await SeenElsewhereAsync(portal.Address, listing, "Typed while nobody was there.");
        Assert.Equal("0", await visit.Page.EvaluateAsync<string>("String(Object.keys(localStorage).filter(key => key.startsWith('kp-draft:')).length)"));
    }

    [Fact]
    public async Task What_was_kept_is_asked_about_when_somebody_saved_another_text_meanwhile()
    {
        await DemoData.CopyToAsync(_data);
        await using var portal = await PortalServerProcess.StartAsync(_data, "Development");
        await using var visit = await browser.VisitAsync(portal.Address);
        var listing = await ListingAsync(visit);
        await portal.KillAsync();
        await Expect(visit.Page.GetByText("Not connected. Your text is safe in this browser")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Page.GetByLabel("Summary").FillAsync("Kept in the browser.");
        // Away, so that the other one is first.
        await visit.Page.GotoAsync("about:blank");
        await portal.RestartAsync();
        await using (var other = await browser.VisitAsync(portal.Address))
        {
            var scenario = new BrowserScenario(other);
            await scenario.SignInAsync("colleague");
            await other.OpenAsync(listing);
            await other.LiveAsync();
            await other.Page.GetByLabel("Summary").FillAsync("Saved by a colleague.");
            await scenario.SavedAsync();
        }

        await visit.OpenAsync(listing);
        await visit.LiveAsync();
        await Expect(visit.Page.GetByText("You typed “Kept in the browser.”")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("It has since been changed to “Saved by a colleague.”")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Saved by a colleague.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use my text" }).ClickAsync();

        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Kept in the browser.");
        await new BrowserScenario(visit).SavedAsync();
    }

    [Fact]
    public async Task Two_tabs_that_change_one_draft_see_each_other_and_a_conflict_is_chosen_by_field()
    {
        // Long enough that both tabs have typed before either saves.
        await using var portal = await PortalServer.StartAsync(("Drafts:SaveAfter", "00:00:02"));
        await using var visit = await browser.VisitAsync(portal);
        var listing = await SeededAsync(portal, visit);
        var second = await visit.Context.NewPageAsync();
        await second.GotoAsync(listing);
        await Expect(second.Locator("main[data-live=on]")).ToBeAttachedAsync();

        // Seen at once, without a reload.
        await visit.Page.GetByLabel("Summary").FillAsync("From the first tab.");
        await Expect(second.GetByLabel("Summary")).ToHaveValueAsync("From the first tab.");
        await Expect(second.GetByText("changed this draft just now")).ToBeVisibleAsync();

        await Task.WhenAll(second.GetByLabel("Summary").FillAsync("From the second."), visit.Page.GetByLabel("Summary").FillAsync("And again the first."));
        var asked = await FirstAskedAsync(visit.Page, second);
        await asked.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(asked.GetByText("Choose a version for each field")).ToBeHiddenAsync();

        var saved = await asked.GetByLabel("Summary").InputValueAsync();
        await SeenElsewhereAsync(portal.Address, listing, saved);
        visit.AssertClean();
    }

    private static async Task<IPage> FirstAskedAsync(params IPage[] tabs)
    {
        var asked = tabs.Select(async tab =>
        {
            await Expect(tab.GetByText("Choose a version for each field")).ToBeVisibleAsync(new() { Timeout = 20_000 });
            return tab;
        }).ToList();
        var first = await Task.WhenAny(asked);
        return await first;
    }

    private static async Task<string> SeededAsync(PortalServer portal, Visit visit)
    {
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync((await SeededDraft.ReadAsync(portal)).Step(WizardStep.Listing));
        await visit.LiveAsync();
        return visit.Page.Url;
    }

    private static async Task<string> ListingAsync(Visit visit)
    {
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");
        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);
        await scenario.GoToStepAsync("Listing");
        await Expect(visit.Page.GetByLabel("Summary")).ToBeVisibleAsync();
        return visit.Page.Url;
    }

    /// <summary>A colleague's browser, which has nothing but what is in the database.</summary>
    private async Task SeenElsewhereAsync(Uri portal, string listing, string summary)
    {
        await using var other = await browser.VisitAsync(portal);
        await new BrowserScenario(other).SignInAsync("colleague");
        await other.OpenAsync(listing);
        await Expect(other.Page.GetByLabel("Summary")).ToHaveValueAsync(summary);
    }
}
