using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Whether operators learn that visitors come through a proxy that isn't in <c>Proxies:Known</c>.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class UnknownProxiesTests
{
    [Theory]
    [InlineData("10.9.9.9", "127.0.0.1")]
    [InlineData("127.0.0.1", null)]
    public async Task A_proxy_that_is_not_known_is_named(string known, string? named)
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Proxies:Known:0", known));
        var proxies = portal.Services.GetRequiredService<UnknownProxies>();
        Assert.Equal(System.Net.HttpStatusCode.OK, (await portal.Client().GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
        Assert.Null(proxies.Address);

        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        forwarded.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var response = await portal.Client().SendAsync(forwarded);

        Assert.Equal(named, proxies.Address);
    }
}
