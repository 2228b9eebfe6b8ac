using Kiket.Portal.Audit;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings.Publishing;

public sealed class PublisherWebsiteTests : ScenarioTests
{
    private SetPublisherWebsite Set => Scenario.Get<SetPublisherWebsite>();

    [Fact]
    public async Task An_owner_or_admin_sets_and_removes_it_and_the_log_says_so()
    {
        await Scenario.ListedAsync();

        Assert.True((await Set.RunAsync("acme", " https://acme.example/about ", Scenario.Ben, CancellationToken.None)).Succeeded);
        Assert.Equal("https://acme.example/about", await ShownAsync());
        Assert.True((await Set.RunAsync("acme", "", Scenario.Ada, CancellationToken.None)).Succeeded);
        Assert.True((await Set.RunAsync("acme", "  ", Scenario.Ada, CancellationToken.None)).Succeeded);

        Assert.Null(await ShownAsync());
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "organization.website_changed")));
    }

    [Fact]
    public async Task Nobody_else_may()
    {
        Assert.Equal("role_too_low", (await Set.RunAsync("acme", "https://acme.example", Scenario.Mia, CancellationToken.None)).Code());
        Assert.Equal("organization_not_found", (await Set.RunAsync("acme", "https://acme.example", Scenario.Gus, CancellationToken.None)).Code());
    }

    [Theory]
    [InlineData("http://acme.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("acme.example")]
    [InlineData("https://localhost")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://256.0.0.1/test")]
    [InlineData("https://kiket.dev@evil.example")]
    [InlineData("https://a\u200Cb.com")]
    [InlineData("https://xn--a-ä.pt")]
    [InlineData("https://acme.example:25")]
    [InlineData("https://acme.example/a b")]
    public async Task An_address_that_others_cannot_open_is_refused_at_the_field(string website)
    {
        var refused = await Set.RunAsync("acme", website, Scenario.Ada, CancellationToken.None);

        Assert.Equal(("website_invalid", "website"), (refused.Code(), refused.Error!.Details[0].Field));
        Assert.Null(await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Website).SingleAsync()));
    }

    private async Task<string?> ShownAsync() => (await Scenario.Get<ReadPublisher>().RunAsync("acme", CancellationToken.None))!.Website;
}
