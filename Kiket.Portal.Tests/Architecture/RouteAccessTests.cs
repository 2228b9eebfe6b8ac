using System.Net;
using System.Text;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>Every route the portal maps, everybody who may ask and every token: who gets in and who does not.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RouteAccessTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    [Asvs("V8.2.1")]
    public async Task Every_route_says_who_may_use_it(string environment)
    {
        await using var portal = await PortalServer.StartAsync(environment);
        var mapped = Mapped(portal).ToHashSet(StringComparer.Ordinal);
        var listed = RouteTable.Entries
            .Where(entry => !entry.InDevelopment || environment == "Development" || entry.Method == "PAGE")
            .Select(entry => entry.Key)
            .ToHashSet(StringComparer.Ordinal);

        var missing = mapped.Except(listed, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var gone = listed.Except(mapped, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(
            missing.Count + gone.Count == 0,
            $"""
            Routes without an entry: say in RouteTable who may use them, one line each.
            {string.Join('\n', missing)}
            Entries without a route: take them out of RouteTable.
            {string.Join('\n', gone)}
            """);
    }

    [Fact]
    [Asvs("V8.2.1")]
    [Asvs("V8.2.2")]
    [Asvs("V8.4.1")]
    public async Task Everybody_gets_in_where_they_may_and_nowhere_else()
    {
        await using var portal = await PortalServer.StartAsync(Generous);

        AssertNone(await WrongAsync(portal));
    }

    internal static void AssertNone(List<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} answers differ from RouteTable:\n{string.Join('\n', wrong)}");

    /// <summary>Asks for every route as everybody.</summary>
    /// <returns>A sentence for each answer that differs from the table.</returns>
    internal static async Task<List<string>> WrongAsync(PortalServer portal)
    {
        var samples = new RouteSamples(portal);
        await samples.PrepareAsync();
        var wrong = new List<string>();
        foreach (var entry in RouteTable.Entries.Where(entry => entry.NotCalled is null))
        {
            var address = samples.Address(entry);
            foreach (var (who, client) in samples.People.Where(_ => entry.Scopes == Scopes.None))
            {
                await CompareAsync(entry, address, who.ToString(), client, entry.Who.HasFlag(who), wrong);
            }

            foreach (var token in samples.Tokens.Where(_ => entry.Scopes != Scopes.None))
            {
                // A reviewer's scope reaches what others submitted.
                var reaches = !entry.OfOrganization || token.IsOwn || (token.Scope == Scopes.Review && entry.Scopes != Scopes.AnyToken);
                var mayUse = entry.Scopes.HasFlag(token.Scope) && reaches && !(token.IsMembers && entry.NotForMembers);
                await CompareAsync(entry, address, token.Name, token.Client, mayUse, wrong);
            }
        }

        return wrong;
    }

    [Fact]
    [Asvs("V8.2.1")]
    public async Task A_sign_in_is_no_token()
    {
        await using var portal = await PortalServer.StartAsync(Generous);
        var samples = new RouteSamples(portal);
        await samples.PrepareAsync();
        foreach (var entry in RouteTable.Entries.Where(entry => entry.Scopes != Scopes.None && !entry.Scopes.HasFlag(Scopes.NoToken)))
        {
            var reply = await CallAsync(samples.People[Who.Owner], entry, samples.Address(entry));
            Assert.True(reply is "401" or "404", $"{entry.Key} answered {reply} to an owner's cookie.");
        }
    }

    [Fact]
    public async Task What_is_for_development_alone_is_not_there_in_Production()
    {
        await using var portal = await PortalServer.StartAsync("Production");
        foreach (var entry in RouteTable.Entries.Where(entry => entry is { InDevelopment: true, Method: "PAGE" }))
        {
            using var reply = await portal.Client().GetAsync(new Uri(entry.Pattern, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        }
    }

    /// <summary>Hundreds of calls come from one address.</summary>
    internal static (string Key, string Value)[] Generous =>
    [
        ("Api:RateLimits:Token:Burst", "100000"), ("Api:RateLimits:Token:PerMinute", "100000"),
        ("Api:RateLimits:Search:Burst", "100000"), ("Api:RateLimits:Search:PerMinute", "100000"),
    ];

    /// <summary>As the table writes it: without the constraint that leaves other routes' words alone.</summary>
    private static string Pattern(RouteEndpoint endpoint) =>
        "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace(":other", "", StringComparison.Ordinal);

    private static IEnumerable<string> Mapped(PortalServer portal) => portal.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .Select(endpoint => (Method: Method(endpoint), Pattern: Pattern(endpoint)))
        .Where(route => !RouteTable.Families.Any(family => route.Pattern.StartsWith(family.Prefix, StringComparison.Ordinal))
            || RouteTable.Entries.Any(entry => entry.Key == $"{route.Method} {route.Pattern}"))
        .Select(route => $"{route.Method} {route.Pattern}");

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        ? "PAGE"
        : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "ANY";

    private static async Task CompareAsync(RouteEntry entry, string address, string who, HttpClient client, bool mayUse, List<string> wrong)
    {
        var reply = await CallAsync(client, entry, address);
        var isRefused = reply is "sign in" or "401" or "403" or "404";
        if (isRefused == mayUse || reply.StartsWith('5'))
        {
            wrong.Add($"{entry.Key} for {who}: {(mayUse ? "allowed" : "refused")} in the table, answered {reply} at {address}");
        }
    }

    /// <summary>The status, or "sign in" when the answer leads to the sign-in page and back.</summary>
    private static async Task<string> CallAsync(HttpClient client, RouteEntry entry, string address)
    {
        using var request = new HttpRequestMessage(
            entry.Method is "PAGE" or "ANY" ? HttpMethod.Get : new HttpMethod(entry.Method),
            new Uri(address, UriKind.Relative));
        if (request.Method != HttpMethod.Get)
        {
            request.Content = entry.Scopes == Scopes.None ? new FormUrlEncodedContent([]) : new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var reply = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (entry.Method == "PAGE" && reply.StatusCode == HttpStatusCode.NotFound
            && !(await reply.Content.ReadAsStringAsync()).Contains("<h1", StringComparison.Ordinal))
        {
            return "404 without a main heading";
        }

        return reply.StatusCode is HttpStatusCode.Found
            && reply.Headers.Location?.ToString() is { } location
            && location.Contains("/account/login?returnUrl=", StringComparison.OrdinalIgnoreCase)
            ? "sign in"
            : ((int)reply.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
