using Bunit;
using Kiket.Portal.Components.Layout;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Components.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Layout;

public sealed class OrganizationSwitcherTests : PeopleContext
{
    [Fact]
    public async Task The_organization_of_the_address_is_the_current_one()
    {
        var ana = await Database.AddPersonAsync("ana");
        await Database.AddOrganizationAsync("acme", ana);
        await Database.AddOrganizationAsync("globex", ana);
        SignIn(ana);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/orgs/globex/settings/members");

        var switcher = Render<OrganizationSwitcher>();

        switcher.WaitForAssertion(() => Assert.Equal("Switch organization: GLOBEX", switcher.Find("summary").TextContent));
        Assert.Contains("GLOBEX", switcher.Find("a[aria-current]").TextContent, StringComparison.Ordinal);
        Assert.Contains("/orgs/acme/extensions", switcher.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_without_an_organization_is_told_what_to_do()
    {
        SignIn(await Database.AddPersonAsync("ana"));

        var switcher = Render<OrganizationSwitcher>();

        switcher.WaitForAssertion(() => Assert.Contains("Create one or ask for an invitation", switcher.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_visitor_sees_nothing()
    {
        this.AddAuthorization().SetNotAuthorized();

        Assert.Empty(Render<OrganizationSwitcher>().Markup.Trim());
    }
}
