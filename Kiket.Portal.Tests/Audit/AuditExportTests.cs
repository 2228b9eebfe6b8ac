using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Audit;

/// <summary>The files as a browser gets them.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class AuditExportTests
{
    [Fact]
    public async Task An_owner_downloads_what_the_filter_in_the_address_shows()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var owner = new Actor(await portal.AddAccountAsync("ana@example.com"), "Ana Diaz");
        var organizations = portal.Services.GetRequiredService<CreateOrganization>();
        (await organizations.RunAsync("acme", "Acme", owner, CancellationToken.None)).TryGet(out _, out var refused);
        Assert.Null(refused);
        var browser = portal.ClientWithCookies();
        using var signedIn = await browser.LoginAsync("ana@example.com");

        using var csv = await browser.GetAsync(new Uri("/orgs/acme/settings/audit/export?format=csv&person=ana&kind=organization", UriKind.Relative));
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal("audit-acme.csv", csv.Content.Headers.ContentDisposition?.FileName);
        var text = Encoding.UTF8.GetString(await csv.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("\uFEFF\"Time (UTC)\"", text, StringComparison.Ordinal);
        Assert.Contains("\"organization.created\"", text, StringComparison.Ordinal);

        Assert.Equal("", await browser.GetStringAsync(new Uri("/orgs/acme/settings/audit/export?format=jsonl&person=nobody", UriKind.Relative)));
    }
}
