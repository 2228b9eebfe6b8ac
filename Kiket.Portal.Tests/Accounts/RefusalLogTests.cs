using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>What the log says of those who try what they may not.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RefusalLogTests : IDisposable
{
    private readonly string _data = Places.Temporary();

    public void Dispose() => Places.Remove(_data);

    [Fact]
    [Asvs("V16.3.2")]
    [Asvs("V16.3.3")]
    [Asvs("V16.4.1")]
    public async Task Missing_rights_forged_forms_and_limits_are_in_the_log_and_no_line_is_made_up_by_the_caller()
    {
        await using var portal = await PortalServerProcess.StartAsync(
            _data, "Production", ("Demo:Enabled", "false"), ("Api:RateLimits:Search:Burst", "1"), ("Api:RateLimits:Search:PerMinute", "1"));
        using var client = new HttpClient { BaseAddress = portal.Address };

        await client.GetAsync("/api/v1/organizations/acme%0D%0Awarn%3A%20forged%20line");
        using (var form = new FormUrlEncodedContent([new("Input.Email", "ana@example.com\r\nwarn: forged line")]))
        {
            await client.PostAsync("/account/login", form);
        }

        await client.GetAsync("/?q=one");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.GetAsync("/?q=two%0Aforged%20line")).StatusCode);

        await SaidAsync(portal, "Access refused: GET /api/v1/organizations/{organization} returned 401");
        await SaidAsync(portal, "Access refused: POST /account/login returned 400");
        await SaidAsync(portal, "returned 429 for a visitor at 127.0.0.1");
        Assert.DoesNotContain("forged line", portal.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Asvs("V15.3.3")]
    public async Task A_form_with_more_fields_than_the_page_has_changes_nothing_more()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        using var registered = await portal.ClientWithCookies().SubmitAsync("/account/register", new()
        {
            ["Input.Name"] = "Ana",
            ["Input.Email"] = "ana@example.com",
            ["Input.Password"] = "lamp violet gravel",
            ["Input.PlatformRoles"] = "Operator",
            ["Input.EmailConfirmed"] = "true",
            ["PlatformRoles"] = "Operator",
            ["Input.Id"] = Guid.Empty.ToString(),
        });

        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var ana = await db.Set<PortalUser>().SingleAsync();
        Assert.Equal((PlatformRoles.None, false), (ana.PlatformRoles, ana.EmailConfirmed));
        Assert.NotEqual(Guid.Empty, ana.Id);
    }

    private static async Task SaidAsync(PortalServerProcess portal, string line)
    {
        for (var look = 0; look < 100 && !portal.Output.Contains(line, StringComparison.Ordinal); look++)
        {
            await Task.Delay(50);
        }

        Assert.Contains(line, portal.Output, StringComparison.Ordinal);
    }
}
