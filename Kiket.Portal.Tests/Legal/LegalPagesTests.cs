using System.Globalization;
using System.Net;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Legal;

/// <summary>The operator's own pages in a running portal: terms in a file, the privacy policy elsewhere, no imprint and no contact.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class LegalPagesTests : IAsyncLifetime
{
    private readonly string _directory = Places.Temporary();
    private PortalServer _portal = null!;

    public async Task InitializeAsync()
    {
        var terms = Path.Combine(_directory, "terms.md");
        await File.WriteAllTextAsync(
            terms,
            """
            # Terms of use

            Read [the law](https://law.test/), **carefully**. [Below](#below) and [beside](other.md).

            ## Below

            <script>alert(1)</script><img src="https://tracker.test/a.png" alt="seal">
            """);
        _portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"), ("Legal:Terms", terms), ("Legal:Privacy", "https://acme.test/privacy"),
            ("Legal:SecurityContact", "security@acme.test"), ("Portal:PublicUrl", "https://market.test/"));
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        Places.Remove(_directory);
    }

    [Fact]
    public async Task A_file_is_a_page_for_visitors_without_cookies()
    {
        using var response = await GetAsync("/legal/terms");
        var page = await response.TextAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Contains("<h1 tabindex=\"-1\">Terms of use</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>carefully</strong>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://law.test/\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/legal/terms#user-content-below\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_runs_nothing_and_loads_nothing()
    {
        var page = (await _portal.Client().GetStringAsync(new Uri("/legal/terms", UriKind.Relative))).Split("class=\"doc\"")[1].Split("</main>")[0];

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("tracker.test", page.Replace("href=\"https://tracker.test/a.png\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("other.md", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/marketplace")]
    [InlineData("/docs/badges")]
    [InlineData("/account/login")]
    [InlineData("/legal/terms")]
    public async Task Every_page_links_what_is_set_and_nothing_else(string address)
    {
        var foot = (await _portal.Client().TextAsync(address)).Split("<footer")[1];

        Assert.Contains("<a href=\"/legal/terms\">Terms</a>", foot, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://acme.test/privacy\">Privacy</a>", foot, StringComparison.Ordinal);
        Assert.DoesNotContain("Imprint", foot, StringComparison.Ordinal);
        Assert.DoesNotContain("Contact", foot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_in_people_read_them_too()
    {
        await _portal.AddUserAsync("ana@example.com");
        var browser = new AccountForms(_portal);
        await browser.SignInAsync("ana@example.com");

        Assert.Contains("Terms of use", await browser.ReadAsync("/legal/terms"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/legal/privacy")]
    [InlineData("/legal/imprint")]
    [InlineData("/legal/..%2fterms.md")]
    public async Task What_is_not_a_file_of_the_settings_is_not_there(string address)
    {
        using var response = await GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Page not found", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Security_txt_says_where_to_report_and_until_when_that_holds()
    {
        using var response = await GetAsync("/.well-known/security.txt");
        var lines = (await response.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("Contact: mailto:security@acme.test", lines[0]);
        Assert.Equal("Canonical: https://market.test/.well-known/security.txt", lines[2]);
        var expires = DateTimeOffset.ParseExact(lines[1], "'Expires: 'yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange((expires - DateTimeOffset.UtcNow).TotalDays, 363, 366);
    }

    [Fact]
    public async Task Where_nothing_is_set_nothing_is_there()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        foreach (var address in new[] { "/legal/terms", "/.well-known/security.txt" })
        {
            using var response = await portal.Client().GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.DoesNotContain("/legal/", await portal.Client().TextAsync("/marketplace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_stops_the_start()
    {
        var failed = await Assert.ThrowsAsync<OptionsValidationException>(() => PortalServer.StartAsync(("Legal:Terms", Path.Combine(_directory, "none.md"))));

        Assert.Contains("none.md, which doesn't exist", failed.Message, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(string address) => _portal.Client().GetAsync(new Uri(address, UriKind.Relative));
}
