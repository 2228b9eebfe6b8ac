using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>What visitors get, as a browser without JavaScript gets it.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PublicPageTests(ApiPortal portal)
{
    private const string Password = "lamp violet gravel";

    [Fact]
    public async Task A_visitors_page_sets_no_cookie_and_holds_no_token()
    {
        var id = await portal.ListedAsync();
        foreach (var address in new[]
        {
            "/",
            "/marketplace",
            "/marketplace?q=pings",
            $"/marketplace/{id}",
            $"/marketplace/{id}/security",
            "/marketplace/nothing-here",
        })
        {
            using var response = await GetAsync(address);
            var page = await response.Content.ReadAsStringAsync();

            Assert.False(response.Headers.Contains("Set-Cookie"), address);
            Assert.DoesNotContain("RequestVerificationToken", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Component-State", page, StringComparison.Ordinal);
            Assert.EndsWith("</html>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_second_visitor_gets_the_kept_page()
    {
        var id = await portal.ListedAsync();
        using var first = await GetAsync($"/marketplace/{id}");
        using var second = await GetAsync($"/marketplace/{id}");

        Assert.Null(first.Headers.Age);
        Assert.NotNull(second.Headers.Age);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_kept_page_holds_nothing_of_a_signed_in_person_whoever_came_first()
    {
        var id = await portal.ListedAsync();
        var name = "Zora " + portal.Unique("Quill");
        using var person = await SignedInAsync(name);
        foreach (var address in new[] { "/marketplace", $"/marketplace/{id}" })
        {
            using var own = await person.GetAsync(address);
            using var visitors = await GetAsync(address);
            using var again = await GetAsync(address);
            using var ownAgain = await person.GetAsync(address);

            Assert.Contains(name, await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains(name, await ownAgain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Null(ownAgain.Headers.Age);
            Assert.True(ownAgain.Headers.CacheControl!.NoStore);
            foreach (var page in new[] { await visitors.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync() })
            {
                Assert.DoesNotContain(name, page, StringComparison.Ordinal);
                Assert.DoesNotContain("Sign out", page, StringComparison.Ordinal);
                Assert.Contains("Sign in", page, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_approval_shows_at_once_on_the_listing_and_in_browsing()
    {
        var name = portal.Unique("fresh");
        var id = await portal.ListedAsync("1.0.0", name, summary: "The first words.");
        Assert.Contains("The first words.", await TextAsync($"/marketplace/{id}"), StringComparison.Ordinal);
        Assert.Contains("The first words.", await TextAsync("/marketplace"), StringComparison.Ordinal);

        await portal.ListedAsync("1.1.0", name, summary: "The second words.");

        Assert.Contains("The second words.", await TextAsync($"/marketplace/{id}"), StringComparison.Ordinal);
        Assert.Contains("The second words.", await TextAsync("/marketplace"), StringComparison.Ordinal);
        Assert.Contains("1.1.0", await TextAsync($"/marketplace/{id}/versions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_one_listing_leaves_the_pages_of_others_kept()
    {
        var other = await portal.ListedAsync();
        using var before = await GetAsync($"/marketplace/{other}");
        await portal.ListedAsync();
        using var after = await GetAsync($"/marketplace/{other}");

        Assert.NotNull(after.Headers.Age);
    }

    [Fact]
    public async Task Who_has_the_page_already_is_told_so()
    {
        var id = await portal.ListedAsync();
        using var first = await GetAsync($"/marketplace/{id}");
        using var again = await GetAsync($"/marketplace/{id}", request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("zstd", null)]
    public async Task Pages_are_compressed_the_way_the_browser_takes(string accepted, string? used)
    {
        var plain = await TextAsync("/marketplace");
        for (var visit = 0; visit < 2; visit++)
        {
            using var response = await GetAsync("/marketplace", request => request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
            await using var body = await response.Content.ReadAsStreamAsync();
            await using var text = used switch
            {
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "gzip" => new GZipStream(body, CompressionMode.Decompress),
                _ => body,
            };
            using var reader = new StreamReader(text);

            Assert.Equal(used, response.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Contains("Accept-Encoding", response.Headers.Vary);
            Assert.Contains("Cookie", response.Headers.Vary);
            Assert.Equal(plain, await reader.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Strangers_parameters_change_nothing_and_never_reach_the_next_visitor()
    {
        var strange = await TextAsync("/marketplace?utm_source=somewhere&category=crm&fbclid=1&fbclid=2");
        var plain = await TextAsync("/marketplace?category=crm");

        Assert.DoesNotContain("somewhere", strange, StringComparison.Ordinal);
        Assert.Equal(plain, strange);
        Assert.NotEqual(await TextAsync("/marketplace"), plain);
    }

    [Fact]
    public async Task A_removed_or_suspended_listing_answers_410_and_an_unknown_one_404_at_once()
    {
        var other = await portal.ListedAsync();
        var id = await portal.ListedAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/marketplace/{id}")).StatusCode);

        await SetStateAsync(id, "Suspended");
        Assert.Equal(HttpStatusCode.Gone, (await GetAsync($"/marketplace/{id}")).StatusCode);
        Assert.Contains("is suspended while the operators of the marketplace look into it", await TextAsync($"/marketplace/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await TextAsync("/marketplace"), StringComparison.Ordinal);

        await SetStateAsync(id, "Removed");
        foreach (var address in new[] { "", "/security", "/card.png", "/changelog.md" })
        {
            Assert.Equal(HttpStatusCode.Gone, (await GetAsync($"/marketplace/{id}{address}")).StatusCode);
        }

        var removed = await TextAsync($"/marketplace/{id}");
        Assert.Contains("This extension was removed", removed, StringComparison.Ordinal);
        Assert.Contains("Similar extensions", removed, StringComparison.Ordinal);
        Assert.Contains($"href=\"/marketplace/{other}\"", removed, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/marketplace/{id}\"", removed, StringComparison.Ordinal);
        Assert.Contains("noindex", removed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_suggests_what_was_probably_meant()
    {
        var id = await portal.ListedAsync(name: portal.Unique("lighthouse"));
        using var response = await GetAsync($"/marketplace/{id[..^1]}");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Extension not found", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/marketplace/{id}\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-tab", "has no page “no-such-tab”")]
    [InlineData("getting-started", "has no page “Getting Started” because its repository has no document for it")]
    public async Task A_page_that_an_extension_does_not_have_leads_to_its_overview(string tab, string words)
    {
        var id = await portal.ListedAsync(name: portal.Unique("beacon"));
        using var response = await GetAsync($"/marketplace/{id}/{tab}");
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/marketplace/{id}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Extension not found", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("1000000000")]
    [InlineData("99999999999999999999")]
    public async Task A_page_behind_the_last_one_is_not_there_and_leads_to_the_last(string number)
    {
        var name = portal.Unique("alone");
        await portal.ListedAsync(name: name);
        using var response = await GetAsync($"/marketplace?hosting=publisher&q={name}&page={number}");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Page not found", page, StringComparison.Ordinal);
        Assert.Contains("This list has one page.", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/marketplace?q={name}&amp;hosting=publisher\">Go to the last page (1)", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/marketplace?q=zzzzqqqq&page={number}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/marketplace?page={number}0000")).StatusCode);
    }

    [Theory]
    [InlineData("category=communication,crm&pricing=free,flat")]
    [InlineData("category=crm&pricing=flat&category=communication&pricing=free")]
    [InlineData("category=CRM,communication,crm&pricing=flat,FREE")]
    public async Task Several_values_of_a_filter_are_chosen_and_each_is_removed_by_a_link(string query)
    {
        var id = await portal.ListedAsync();
        var page = WebUtility.HtmlDecode(await TextAsync($"/marketplace?{query}"));

        Assert.Contains($"href=\"/marketplace/{id}\"", page, StringComparison.Ordinal);
        foreach (var (chip, without) in new[]
        {
            ("Communication", "category=crm&pricing=free,flat"),
            ("Customers and sales", "category=communication&pricing=free,flat"),
            ("No fee", "category=communication,crm&pricing=flat"),
            ("Flat fee", "category=communication,crm&pricing=free"),
        })
        {
            Assert.Matches($"""<a class="kp-chip" href="/marketplace\?{Regex.Escape(without)}">\s*{chip} """, page);
        }

        // The filters keep what is chosen, and a search does too.
        Assert.Contains("href=\"/marketplace?category=communication,crm&pricing=free,flat&hosting=publisher\"", page, StringComparison.Ordinal);
        Assert.Contains("""<input type="hidden" name="category" value="communication,crm""", page, StringComparison.Ordinal);
        Assert.Matches("""<a class="kp-small" href="/marketplace">Clear all</a>""", page);
    }

    [Fact]
    public async Task What_an_address_asks_for_and_nobody_can_choose_is_named_and_left_out()
    {
        await portal.ListedAsync();
        var page = WebUtility.HtmlDecode(await TextAsync("/marketplace?category=wheels&pricing=FREE&hosting=moon"));

        Assert.Contains("don't exist here and were ignored: category “wheels”, hosting “moon”.", page, StringComparison.Ordinal);
        Assert.Contains("No fee", page, StringComparison.Ordinal);
        Assert.DoesNotContain("pricing “", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_known_already_is_not_sent_again()
    {
        await portal.ListedAsync();
        using var first = await GetAsync("/marketplace?q=acme");
        using var again = await GetAsync("/marketplace?q=acme", request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        using var other = await GetAsync("/marketplace?q=nothing-of-this", request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_change_in_the_second_of_a_visit_is_not_hidden_by_its_date()
    {
        await portal.ListedAsync();
        using var first = await GetAsync("/marketplace");
        using var again = await GetAsync("/marketplace", request => request.Headers.IfModifiedSince = DateTimeOffset.UtcNow.AddMinutes(1));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData("/docs/badges")]
    [InlineData("/docs/findings")]
    public async Task What_badges_and_findings_mean_is_kept_for_visitors_as_well(string address)
    {
        using var first = await GetAsync(address);
        using var second = await GetAsync(address);

        Assert.False(first.Headers.Contains("Set-Cookie"));
        Assert.NotNull(second.Headers.Age);
        Assert.NotNull(second.Headers.ETag);
    }

    [Fact]
    public async Task HEAD_answers_the_headers_of_GET()
    {
        foreach (var address in new[] { "/account/login", "/favicon.svg", "/health/live", "/marketplace" })
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, address);
            Assert.Equal(HttpStatusCode.OK, (await portal.Client().SendAsync(head)).StatusCode);
        }

        using var request = new HttpRequestMessage(HttpMethod.Head, "/marketplace");
        using var response = await portal.Client().SendAsync(request);
        Assert.NotNull(response.Headers.ETag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/marketplace?page=-1&category=../..&pricing=%00&permission=%27%3B+DROP+TABLE&sort=%F0%9F%9A%80&verified=maybe&hosting=moon")]
    [InlineData("/marketplace?q=%22%27*()%20NEAR%20OR%20AND%20NOT%20%3A%5E%2B-%25_")]
    [InlineData("/marketplace?q=%F0%9F%9A%80%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D")]
    [InlineData("/marketplace?q=a&q=b&category=crm&category=security")]
    [InlineData("/marketplace?category=,,%2C&pricing=&page=0&page=x&hosting=kiket,publisher,moon")]
    [InlineData("/marketplace?q=a***b*+c*")]
    [InlineData("/marketplace?q=slack%EF%BF%BEbot&sort=name")]
    [InlineData("/marketplace?q=%ED%A0%80%00")]
    [InlineData("/marketplace?q=%EF%BF%BE")]
    [InlineData("/marketplace?q=a%EF%BF%BFb%EF%B7%90")]
    public async Task Hostile_addresses_answer_a_page(string address) =>
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(address)).StatusCode);

    [Theory]
    [InlineData("/marketplace/%EF%BF%BE")]
    [InlineData("/marketplace/dev.acme.%EF%BF%BE%EF%BF%BF")]
    [InlineData("/marketplace/%EF%B7%90/versions")]
    public async Task Hostile_ids_are_not_found(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address)).StatusCode);

    [Fact]
    public async Task A_query_of_thousands_of_characters_answers_a_page() =>
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/marketplace?q=" + new string('w', 4000))).StatusCode);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string address, Action<HttpRequestMessage>? shape)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        shape?.Invoke(request);
        return await client.SendAsync(request);
    }

    private Task<HttpResponseMessage> GetAsync(string address, Action<HttpRequestMessage>? shape = null) => SendAsync(portal.Client(), address, shape);

    private async Task<string> TextAsync(string address)
    {
        using var response = await GetAsync(address);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task SetStateAsync(string id, string state)
    {
        await using var db = await portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlAsync($"UPDATE Listings SET State = {state} WHERE ExtensionId = {id}");
        var key = await db.Set<Listing>().Where(listing => listing.ExtensionId == id).Select(listing => listing.ExtensionKey).SingleAsync();
        await portal.Server.Services.GetRequiredService<ListingTopic>().PublishAsync(key);
    }

    private async Task<HttpClient> SignedInAsync(string name)
    {
        var email = portal.Unique("zora") + "@people.test";
        using (var scope = portal.Server.Services.CreateScope())
        {
            var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>()
                .CreateAsync(PortalUser.Register(email, name, DateTimeOffset.UtcNow), Password);
            Assert.True(created.Succeeded);
        }

        var client = portal.Server.ClientWithCookies();
        var form = await client.GetStringAsync(new Uri("/account/login", UriKind.Relative));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Input.Email"] = email, ["Input.Password"] = Password };
        foreach (var hidden in new[] { "__RequestVerificationToken", "_handler" })
        {
            fields[hidden] = WebUtility.HtmlDecode(
                Regex.Match(form, $"name=\"{hidden}\" value=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value);
        }

        using var content = new FormUrlEncodedContent(fields);
        using var response = await client.PostAsync(new Uri("/account/login", UriKind.Relative), content);
        Assert.True(response.IsSuccessStatusCode);
        return client;
    }
}
