using Kiket.Portal.Manifests.Reference;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A developer who has never been here and wants to publish.</summary>
public sealed class FindingTheWayIn(Browser browser) : Journey
{
    [Fact]
    public async Task From_the_front_page_to_a_manifest_to_copy_how_a_review_goes_and_the_sign_in()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.OpenAsync("/");
        await FollowAsync(visit, "Publish an extension", "Publish an extension");

        await FollowAsync(visit, "Manifest reference", "Manifest reference");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy The smallest manifest" }).ClickAsync();
        await Wait.UntilAsync(
            () => visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"), copied => copied.Trim() == ManifestReference.Minimal.Trim());

        await FollowAsync(visit, "How a review goes", "How a review goes");
        await visit.OpenAsync("/docs/publishing");
        await FollowAsync(visit, "Create an organization", "Sign in");
        visit.AssertClean();
    }

    private static async Task FollowAsync(Visit visit, string link, string heading)
    {
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
    }
}
