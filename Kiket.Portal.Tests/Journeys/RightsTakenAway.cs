using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody only reads while a right is taken from them or given to them: the open page follows by itself.</summary>
public sealed class RightsTakenAway(Browser browser) : Journey
{
    /// <summary>The portal looks every 30 s; a test has no use for the wait.</summary>
    private static readonly (string, string) Soon = ("Accounts:LookAtRightsEvery", "00:00:01");

    [Fact]
    public async Task The_queue_closes_for_a_reviewer_whose_role_is_taken_and_opens_for_whom_it_is_given()
    {
        await using var portal = await PortalServer.StartAsync(Soon);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("reviewer");
        await visit.OpenAsync("/review");
        await visit.LiveAsync();
        var review = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Review", Exact = true });
        await Expect(review).ToBeVisibleAsync();

        await SetPlatformRolesAsync(portal, "reviewer", PlatformRoles.None);

        await Expect(review).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "This is for reviewers" })).ToBeVisibleAsync();

        await SetPlatformRolesAsync(portal, "reviewer", PlatformRoles.Reviewer);

        await Expect(review).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Unclaimed" })).ToBeVisibleAsync();
        visit.AssertClean();
    }

    [Fact]
    public async Task An_organizations_page_closes_for_a_member_who_is_lowered_and_then_removed()
    {
        await using var portal = await PortalServer.StartAsync(Soon);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("colleague");
        await visit.OpenAsync("/orgs/acme/settings/repositories");
        await visit.LiveAsync();
        var repositories = visit.Page.GetByRole(AriaRole.Link, new() { Name = "acme/time-tracking" });
        await Expect(repositories.First).ToBeVisibleAsync();

        await OnMembershipAsync(
            portal,
            "colleague",
            places => places.ExecuteUpdateAsync(row => row.SetProperty(membership => membership.Role, OrganizationRole.Member)));

        await Expect(visit.Page.GetByText("This needs the role Admin in Acme")).ToBeVisibleAsync();
        await Expect(repositories).ToHaveCountAsync(0);

        await OnMembershipAsync(portal, "colleague", places => places.ExecuteDeleteAsync());

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Page not found" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("details.switcher")).Not.ToContainTextAsync("Acme");
    }

    private static async Task SetPlatformRolesAsync(PortalServer portal, string person, PlatformRoles roles)
    {
        await using var db = await DatabaseAsync(portal);
        (await PersonAsync(db, person)).SetPlatformRoles(roles);
        await db.SaveChangesAsync();
    }

    private static async Task OnMembershipAsync(PortalServer portal, string person, Func<IQueryable<Membership>, Task> change)
    {
        await using var db = await DatabaseAsync(portal);
        var user = await PersonAsync(db, person);
        await change(db.Set<Membership>().Where(membership => membership.UserId == user.Id));
    }

    private static Task<PortalDb> DatabaseAsync(PortalServer portal) =>
        portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    private static Task<PortalUser> PersonAsync(PortalDb db, string person) =>
        db.Set<PortalUser>().SingleAsync(user => user.Email!.StartsWith(person + "@"));
}
