using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody quick, or on a slow line: what is done before a page's circuit runs is done.</summary>
public sealed class BeforeThePageIsLive(Browser browser) : Journey
{
    [Fact]
    public async Task What_was_typed_is_there_and_saved()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        var listing = (await SeededDraft.ReadAsync(portal)).Step(WizardStep.Listing);

        var warning = visit.Page.GetByText("This page can't connect to the portal");
        await visit.Page.Clock.InstallAsync();

        await using (await PausedAsync(visit))
        {
            await visit.OpenAsync(listing);
            await visit.Page.GetByLabel("Summary").FillAsync("Typed by somebody quick.");
            await Expect(visit.Page.Locator("main[data-live=on]")).ToHaveCountAsync(0);
            await Expect(warning).ToHaveCountAsync(0);
            // As behind a proxy without affinity: the page is whole, and nothing on it reacts.
            await visit.Page.Clock.FastForwardAsync(20_000);
            await Expect(warning).ToBeVisibleAsync();
        }

        await scenario.SavedAsync();
        await Expect(warning).ToHaveCountAsync(0);
        await visit.OpenAsync(listing);
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Typed by somebody quick.");
        visit.AssertClean();
    }

    [Fact]
    public async Task A_jump_within_the_page_keeps_what_was_typed()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");

        await using (await PausedAsync(visit))
        {
            await visit.OpenAsync("/orgs/acme/settings/members");
            await visit.Page.GetByLabel("E-mail address").FillAsync("quick@acme.example");
            await visit.Page.EvaluateAsync("window.sameDocument = true");
            await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).PressAsync("Enter");
            await visit.ArriveAsync("**/orgs/acme/settings/members#main");
            await Expect(visit.Page.GetByLabel("E-mail address")).ToHaveValueAsync("quick@acme.example");
        }

        await visit.LiveAsync();
        await Expect(visit.Page.GetByLabel("E-mail address")).ToHaveValueAsync("quick@acme.example");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.sameDocument === true"));
        visit.AssertClean();
    }

    [Fact]
    public async Task What_was_typed_and_then_pressed_happens_once()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");

        await using (await PausedAsync(visit))
        {
            await visit.OpenAsync("/orgs/acme/settings/members");
            await visit.Page.GetByLabel("E-mail address").FillAsync("quick@acme.example");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
            await Expect(visit.Page.Locator("main[data-live=on]")).ToHaveCountAsync(0);
        }

        await Expect(visit.Page.Locator(".invitations li")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator(".invitations li")).ToContainTextAsync("quick@acme.example");
        visit.AssertClean();
    }

    /// <summary>
    /// The circuit has begun at the first address, but what it says has not arrived yet: Blazor would exchange the
    /// page in place without telling the circuit, which then draws the first page over the second.
    /// </summary>
    [Fact]
    public async Task A_link_pressed_while_the_circuit_starts_leads_to_its_page()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("reviewer");

        await using (await DeafAsync(visit))
        {
            await visit.OpenAsync("/review");
            await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Approvals Guard" }).ClickAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" })).ToBeVisibleAsync();
        }

        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" }).ClickAsync();
        await Expect(visit.Page.GetByText("You have claimed this for another")).ToBeVisibleAsync();
        visit.AssertClean();
    }

    [Fact]
    public async Task Going_back_while_the_circuit_starts_leads_back()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("reviewer");
        await visit.OpenAsync("/review");
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Approvals Guard" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" })).ToBeVisibleAsync();

        await using (await DeafAsync(visit))
        {
            await visit.Page.ReloadAsync();
            await visit.Page.GoBackAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Review queue" })).ToBeVisibleAsync();
        }

        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Decided" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "State" })).ToBeVisibleAsync();
        visit.AssertClean();
    }

    /// <summary>Keeps what the server says from the page's circuit until disposed; what the page says arrives.</summary>
    private static async Task<IAsyncDisposable> DeafAsync(Visit visit)
    {
        await visit.Page.AddInitScriptAsync(
            """
            window.WebSocket = class extends WebSocket {
              set onmessage(hear) {
                let before = Promise.resolve(), heard = 0;
                super.onmessage = said => {
                  // The first word answers the handshake: without it the page would ask for no circuit.
                  const first = heard++ === 0;
                  before = before.then(async () => {
                    while (!first && sessionStorage.getItem("deaf")) {
                      await new Promise(resolve => setTimeout(resolve, 10));
                    }
                    hear(said);
                  });
                };
              }
            };
            """);
        await visit.Page.EvaluateAsync("sessionStorage.setItem('deaf', 'on')");
        return new Hearing(visit);
    }

    /// <summary>Keeps the page's circuit from starting until disposed: its negotiation is answered then.</summary>
    private static async Task<IAsyncDisposable> PausedAsync(Visit visit)
    {
        var released = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await released.Task;
            await route.ContinueAsync();
        });
        return new Release(released);
    }

    private sealed class Hearing(Visit visit) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await visit.Page.EvaluateAsync("sessionStorage.removeItem('deaf')");
    }

    private sealed class Release(TaskCompletionSource released) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            released.SetResult();
            return ValueTask.CompletedTask;
        }
    }
}
