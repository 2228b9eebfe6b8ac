using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Components.Organizations;

public sealed class MembersPageTests : PeopleContext
{
    [Fact]
    public async Task Removing_somebody_says_what_ends_with_them()
    {
        var (olga, page) = await OpenAsync();
        page.WaitForElement("button[aria-label='Remove ben']").Click(); // not awaited: it waits for the dialog

        var dialog = Dialogs.WaitForElement(".mud-dialog");
        Assert.Contains("ben loses access to everything in ACME", dialog.TextContent, StringComparison.Ordinal);
        Assert.Contains("What ben created for others stops working too: 1 open invitation.", dialog.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await Database.Get<OrganizationQueries>().MembersAsync(await IdAsync(olga), new(1, 10), CancellationToken.None)).Total);
    }

    [Fact]
    public void A_link_to_hand_over_leads_to_the_portals_address()
    {
        Services.AddSingleton(Links("https://market.test/"));
        var field = Render<SecretLinkField>(parameters => parameters.Add(p => p.Path, "/account/invitations#s3cret").Add(p => p.Name, "invitation link"));

        Assert.Equal("https://market.test/account/invitations#s3cret", field.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void Without_that_address_the_readers_browser_says_where_it_is()
    {
        Services.AddSingleton(Links(null));
        JSInterop.Setup<string?>("location.toString").SetResult("https://seen.test:8443/orgs/acme/settings/members?x=1");
        var field = Render<SecretLinkField>(parameters => parameters.Add(p => p.Path, "/preview#s3cret").Add(p => p.Name, "private link"));

        field.WaitForAssertion(() => Assert.Equal("https://seen.test:8443/preview#s3cret", field.Find("#private-link").GetAttribute("value")));
    }

    [Fact]
    public void Without_scripts_the_path_is_shown()
    {
        Services.AddSingleton(Links(null));
        var field = Render<SecretLinkField>(parameters => parameters.Add(p => p.Path, "/preview#s3cret").Add(p => p.Name, "private link"));

        Assert.Equal("/preview#s3cret", field.Find("input").GetAttribute("value"));
    }

    private IRenderedComponent<MudBlazor.MudDialogProvider> Dialogs { get; set; } = null!;

    private async Task<(Actor Owner, IRenderedComponent<MembersPage> Page)> OpenAsync()
    {
        var olga = await Database.AddPersonAsync("olga");
        var ben = await Database.AddPersonAsync("ben");
        await Database.AddOrganizationAsync("acme", olga);
        await Database.JoinAsync("acme", olga, ben, OrganizationRole.Admin);
        Assert.True((await Database.Get<InviteMember>().RunAsync("acme", "cleo@example.com", OrganizationRole.Member, ben, CancellationToken.None)).Succeeded);
        SignIn(olga);
        Render<MudBlazor.MudPopoverProvider>();
        Dialogs = Render<MudBlazor.MudDialogProvider>();
        return (olga, Render<MembersPage>(parameters => parameters.Add(p => p.Org, "acme")));
    }

    private async Task<Guid> IdAsync(Actor person) =>
        (await Database.Get<OrganizationQueries>().ForUserAsync(person.UserId, CancellationToken.None))[0].Id;

    private static SecretLinks Links(string? publicUrl) => new(
        Options.Create(new PortalOptions { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) }),
        new Production(),
        new ServiceCollection().BuildServiceProvider());

    private sealed class Production : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "Kiket.Portal";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "/";

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}
