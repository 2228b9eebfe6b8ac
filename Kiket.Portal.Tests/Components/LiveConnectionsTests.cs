using System.Net;
using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Components;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class LiveConnectionsTests
{
    private readonly LiveConnections _connections = new(Options.Create(new PortalOptions()), Options.Create(new LimitsOptions { PagesPerAddress = 30 }));
    private readonly TaskCompletionSource _end = new();

    [Fact]
    public async Task A_person_has_twenty_live_pages_and_the_next_when_one_is_closed()
    {
        var first = new TaskCompletionSource();
        var open = new List<Task> { Connect("ana", first.Task).Running };
        open.AddRange(Enumerable.Range(1, LiveConnections.PerPerson - 1).Select(_ => Connect("ana").Running));

        var refused = Connect("ana");
        await refused.Running;

        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Context.Response.StatusCode);
        Assert.NotEmpty(refused.Context.Response.Headers.RetryAfter.ToString());
        Assert.False(Connect("ben").Running.IsCompleted);

        first.SetResult();
        await open[0];
        Assert.False(Connect("ana").Running.IsCompleted);
    }

    [Fact]
    public async Task The_negotiation_of_one_too_many_says_so_already()
    {
        Assert.Equal(StatusCodes.Status200OK, (await NegotiateAsync("ana")).Response.StatusCode);
        _ = Enumerable.Range(0, LiveConnections.PerPerson).Select(_ => Connect("ana").Running).ToList();

        Assert.Equal(StatusCodes.Status429TooManyRequests, (await NegotiateAsync("ana")).Response.StatusCode);
    }

    [Fact]
    public async Task An_address_without_a_sign_in_gets_ten()
    {
        _ = Enumerable.Range(0, LiveConnections.PerAddress).Select(_ => Connect(null).Running).ToList();

        var refused = Connect(null);
        await refused.Running;

        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Context.Response.StatusCode);
    }

    [Fact]
    public async Task Many_accounts_at_one_address_share_its_live_pages()
    {
        for (var page = 0; page < 30; page++)
        {
            Assert.False(Connect($"person {page}", address: $"2001:db8:1:2::{page + 1:x}").Running.IsCompleted);
        }

        var refused = Connect("one more", address: "2001:db8:1:2:ffff::9");
        await refused.Running;

        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Context.Response.StatusCode);
        Assert.False(Connect("elsewhere", address: "2001:db8:1:3::1").Running.IsCompleted);
    }

    [Fact]
    public async Task Who_is_refused_takes_nobodys_place()
    {
        _ = Enumerable.Range(0, LiveConnections.PerPerson).Select(_ => Connect("ana").Running).ToList();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await Connect("ana").Running;
        }

        Assert.False(Connect("ben").Running.IsCompleted);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    [Asvs("V4.4.2")]
    public async Task Pages_of_other_sites_are_not_connected(string? origin, HttpStatusCode expected)
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? portal.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var reply = await portal.Client().SendAsync(request);

        Assert.Equal(expected, reply.StatusCode);
    }

    /// <summary>A page loaded over https can only open a secure web socket; the browser sees to it.</summary>
    [Theory]
    [InlineData("http://market.acme.test", StatusCodes.Status403Forbidden)]
    [InlineData("https://market.acme.test", StatusCodes.Status200OK)]
    [Asvs("V4.4.1")]
    public async Task Where_people_come_over_https_a_page_without_it_is_not_connected(string origin, int expected)
    {
        var connections = new LiveConnections(
            Options.Create(new PortalOptions { PublicUrl = new Uri("https://market.acme.test") }),
            Options.Create(new LimitsOptions()));
        var context = Context(HttpMethods.Get, "/_blazor", "ana");
        context.Request.Headers.Origin = origin;

        await connections.RunAsync(context, _ => Task.CompletedTask);

        Assert.Equal(expected, context.Response.StatusCode);
    }

    private (HttpContext Context, Task Running) Connect(string? person, Task? until = null, string address = "127.0.0.1")
    {
        var context = Context(HttpMethods.Get, "/_blazor", person);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return (context, _connections.RunAsync(context, _ => until ?? _end.Task));
    }

    private async Task<HttpContext> NegotiateAsync(string person)
    {
        var context = Context(HttpMethods.Post, "/_blazor/negotiate", person);
        await _connections.RunAsync(context, _ => Task.CompletedTask);
        return context;
    }

    private static DefaultHttpContext Context(string method, string path, string? person)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Host = new HostString("market.acme.test");
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        if (person is not null)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person)], "test"));
        }

        return context;
    }
}
