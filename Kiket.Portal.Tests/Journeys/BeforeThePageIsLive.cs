using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody quick, or on a slow line: what is done before a page's circuit runs is done.</summary>
[Collection(Browser.Collection)]
public sealed class BeforeThePageIsLive(Browser browser)
{
    [Fact]
    public async Task What_was_typed_is_there_and_saved()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var way = new TheWay(visit);
        await way.SignInAsync("publisher");
        await way.FromOrganizationToWizardAsync("acme");
        await way.ReadRepositoryAsync(DemoSamples.ReadyUrl);
        var listing = visit.Page.Url.Replace("step=checks", "step=listing", StringComparison.Ordinal);

        await using (await HeldAsync(visit))
        {
            await visit.OpenAsync(listing);
            await visit.Page.GetByLabel("Summary").FillAsync("Typed by somebody quick.");
            await Expect(visit.Page.Locator("main[data-live=on]")).ToHaveCountAsync(0);
        }

        await way.SavedAsync();
        await visit.OpenAsync(listing);
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Typed by somebody quick.");
        visit.AssertClean();
    }

    [Fact]
    public async Task What_was_typed_and_then_pressed_happens_once()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new TheWay(visit).SignInAsync("publisher");

        await using (await HeldAsync(visit))
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

    /// <summary>Keeps the page's circuit from starting until disposed: its negotiation is answered then.</summary>
    private static async Task<IAsyncDisposable> HeldAsync(Visit visit)
    {
        var released = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await released.Task;
            await route.ContinueAsync();
        });
        return new Release(released);
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
