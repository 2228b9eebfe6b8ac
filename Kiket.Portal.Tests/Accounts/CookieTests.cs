using System.Net;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Configuration;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>What cookies a portal gives out of Development, over whichever way people come.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class CookieTests
{
    [Fact]
    public async Task With_nothing_but_a_data_directory_people_can_sign_in()
    {
        await using var portal = await PortalServer.StartAsync("Production");

        using var page = await portal.Client().GetAsync(new Uri("/account/login", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Single(page.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("kiket-form=", StringComparison.Ordinal));
    }

    [Fact]
    [Asvs("V3.3.1")]
    [Asvs("V3.3.3")]
    public async Task Where_people_come_over_https_a_cookie_belongs_to_this_host_alone_even_behind_an_unnamed_proxy()
    {
        await using var portal = await PortalServer.StartAsync("Production", ("Portal:PublicUrl", "https://market.acme.test"));

        using var page = await portal.Client().GetAsync(new Uri("/account/login", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var cookies = page.Headers.GetValues("Set-Cookie").ToList();
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-kiket-form=", StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.Matches("^__Host-.*; secure", cookie));
    }

    [Theory]
    [InlineData("Portal:PublicUrl", "https://market.acme.test", true)]
    [InlineData("Portal:PublicUrl", "http://market.acme.test", false)]
    [InlineData("urls", "http://0.0.0.0:80;https://0.0.0.0:443", true)]
    [InlineData("https_ports", "8443", true)]
    [InlineData("Kestrel:Endpoints:Web:Url", "https://*:443", true)]
    [InlineData("Proxies:Known:0", "10.0.0.1", true)]
    [InlineData("urls", "http://0.0.0.0:80", false)]
    public void How_people_come_is_seen_from_the_settings(string key, string value, bool https) =>
        Assert.Equal(https, PortalCookies.IsBehindHttps(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build()));
}
