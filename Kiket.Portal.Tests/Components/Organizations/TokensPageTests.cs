using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Components.Organizations;

public sealed class TokensPageTests : PeopleContext
{
    [Fact]
    public async Task Without_tokens_it_says_what_they_are_for()
    {
        var page = await OpenAsync();

        page.WaitForAssertion(() => Assert.Contains("No tokens yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_token_is_shown_once()
    {
        var page = await OpenAsync();
        page.WaitForElement("input");
        page.Find("input").Input("deploy script");
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Contains("Create token", StringComparison.Ordinal)).Click());

        page.WaitForAssertion(() => Assert.Contains("see it again", page.Markup, StringComparison.Ordinal));
        var value = page.Find(".value code").TextContent;
        page.FindAll("button").Single(b => b.TextContent.Contains("Done", StringComparison.Ordinal)).Click();

        Assert.True(ApiTokenValue.IsWellFormed(value));
        Assert.DoesNotContain(value, page.Markup, StringComparison.Ordinal);
        Assert.Contains("wksp_…" + value[^4..], page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_is_not_offered_to_who_is_no_reviewer()
    {
        var page = await OpenAsync();

        page.WaitForAssertion(() => Assert.Contains("publish: submit", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("review: decide", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_asks_first()
    {
        var ana = await Database.AddPersonAsync("ana");
        await Database.AddOrganizationAsync("acme", ana);
        var created = await Database.Get<CreateApiToken>()
            .RunAsync("acme", new("nightly", ApiTokenScopes.Read, TimeSpan.FromDays(1)), ana, CancellationToken.None);
        SignIn(ana);
        RenderProviders();
        var page = Render<TokensPage>(parameters => parameters.Add(p => p.Org, "acme"));
        page.WaitForElement("button[aria-label='Revoke nightly']").Click();

        Assert.True(created.Succeeded);
        Assert.Null((await Database.Get<ApiTokenQueries>().ForAsync(
            new(Guid.Empty, "", "", ana.UserId, OrganizationRole.Member) { OrganizationId = await IdAsync(ana) }, CancellationToken.None))[0].RevokedAt);
    }

    private async Task<Guid> IdAsync(Actor person) =>
        (await Database.Get<OrganizationQueries>().ForUserAsync(person.UserId, CancellationToken.None))[0].Id;

    private async Task<IRenderedComponent<TokensPage>> OpenAsync()
    {
        var ana = await Database.AddPersonAsync("ana");
        await Database.AddOrganizationAsync("acme", ana);
        SignIn(ana);
        RenderProviders();
        return Render<TokensPage>(parameters => parameters.Add(p => p.Org, "acme"));
    }
}
