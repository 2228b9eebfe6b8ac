using Bunit;
using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Organizations;

/// <summary>The page on which an Owner deletes an organization, and keeps it after all.</summary>
public sealed class DeletionPageTests : PeopleContext
{
    [Fact]
    public async Task It_counts_asks_for_the_name_and_can_be_undone()
    {
        var ana = await Database.AddPersonAsync("ana");
        await Database.AddOrganizationAsync("acme", ana);
        SignIn(ana);
        RenderProviders();
        var page = Render<DeletionPage>(parameters => parameters.Add(p => p.Org, "acme"));
        page.WaitForAssertion(() => Assert.Contains(
            "1 member can no longer open the organization.", page.Find("[data-testid=ends]").TextContent, StringComparison.Ordinal));

        await page.PressAsync("Delete in 14 days");
        page.WaitForAssertion(() => Assert.Contains("Type acme, the short name", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-testid=planned]"));

        await page.TypeAsync("#slug", "acme");
        await page.PressAsync("Delete in 14 days");
        page.WaitForAssertion(() => Assert.Contains("ana asked for it", page.Find("[data-testid=planned]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#slug"));

        await page.PressAsync("Keep ACME");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=planned]")));
        Assert.Contains("The organization is kept.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_is_told_who_can()
    {
        var (ana, ben) = (await Database.AddPersonAsync("ana"), await Database.AddPersonAsync("ben"));
        await Database.AddOrganizationAsync("acme", ana);
        await Database.JoinAsync("acme", ana, ben, OrganizationRole.Admin);
        SignIn(ben);
        var page = Render<DeletionPage>(parameters => parameters.Add(p => p.Org, "acme"));

        page.WaitForAssertion(() => Assert.Contains("This needs the role Owner", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#slug"));
    }
}
