using Bunit;
using Kiket.Portal.Components.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Operations;

/// <summary>Operators suspend an organization and remove a listing for good.</summary>
public sealed class SuspensionPagesTests : ScenarioContext
{
    [Fact]
    public async Task An_organization_is_suspended_after_its_effect_was_counted_and_found_in_a_list_of_its_own()
    {
        await Scenario.ListedAsync();
        var page = Open<OrganizationsPage>();
        await page.Find("[aria-label='Suspend ACME']").ClickAsync(new());
        Assert.Contains("1 listing can't be found", page.Find("form[aria-label='Suspend ACME']").TextContent, StringComparison.Ordinal);
        page.Find("#reason").Input("Spam");
        await page.Find("form[aria-label='Suspend ACME']").SubmitAsync();
        Assert.Contains("10 to 500 characters", page.Find("#reason-error").TextContent, StringComparison.Ordinal);
        page.Find("#reason").Input("Sends mail to strangers.");
        await page.Find("form[aria-label='Suspend ACME']").SubmitAsync();

        Assert.Contains("ACME is suspended.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/operations/organizations?state=suspended");
        Assert.Contains("Sends mail to strangers.", Assert.Single(Render<OrganizationsPage>().FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_is_removed_for_good_only_after_its_id_was_typed()
    {
        await Scenario.ListedAsync();
        var page = Open<ListingsPage>();
        await page.Find("[aria-label='Remove for good: Acme Alerts']").ClickAsync(new());
        page.Find("#reason").Input("Stolen.");
        await page.Find("form[aria-label='Remove Acme Alerts for good']").SubmitAsync();
        Assert.Contains("Type dev.acme.alerts", page.Find("#typed-id-error").TextContent, StringComparison.Ordinal);
        page.Find("#typed-id").Input("dev.acme.alerts");
        await page.Find("form[aria-label='Remove Acme Alerts for good']").SubmitAsync();

        Assert.Contains("Acme Alerts is removed for good.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[aria-label='Remove for good: Acme Alerts'], [aria-label='Suspend Acme Alerts']"));
    }

    private IRenderedComponent<TPage> Open<TPage>()
        where TPage : IComponent
    {
        SignIn(Scenario.Olu);
        return Render<TPage>();
    }
}
