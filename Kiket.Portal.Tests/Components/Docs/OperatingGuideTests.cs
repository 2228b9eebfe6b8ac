using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Docs;

/// <summary>The guide for operators, as a visitor reads it.</summary>
[Collection(ApiPortal.Collection)]
public sealed class OperatingGuideTests(ApiPortal portal)
{
    private const string Guide = "/docs/operating";

    private static string Sources => Path.Combine(Places.Portal, "Components", "Docs", "Operating");

    private static IEnumerable<string> Topics => Directory.GetFiles(Sources, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!);

    [Fact]
    public async Task Every_file_of_the_guide_is_a_page_that_the_list_leads_to()
    {
        var index = await PageAsync(Guide);
        var listed = index.QuerySelectorAll("main .topics a").Select(link => link.GetAttribute("href"));

        Assert.Equal(Topics.Select(topic => $"{Guide}/{topic}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_link_of_the_guide_is_broken()
    {
        var broken = new List<string>();
        foreach (var address in Topics.Select(topic => $"{Guide}/{topic}").Append(Guide))
        {
            var page = await PageAsync(address);
            foreach (var href in page.QuerySelectorAll("main a[href]").Select(link => link.GetAttribute("href")!).Where(href => href.StartsWith('/')))
            {
                var (path, anchor) = href.Split('#') is [var before, var after] ? (before, after) : (href, null);
                if (await TryPageAsync(path) is not { } target || (anchor is not null && target.GetElementById(anchor) is null))
                {
                    broken.Add($"{address}: {href}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public async Task Headings_start_below_the_title_and_code_is_complete()
    {
        var page = await PageAsync($"{Guide}/proxy");

        Assert.Equal("Behind nginx", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Equal("H2", page.QuerySelector(".doc :is(h1, h2, h3)")?.TagName);
        Assert.Contains("proxy_set_header Upgrade    $http_upgrade;", page.QuerySelector(".doc pre")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_page_of_the_guide_answers_404_and_leads_to_the_list()
    {
        using var response = await portal.Client().GetAsync(new Uri($"{Guide}/nothing", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($"href=\"{Guide}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/marketplace")]
    [InlineData("/account/login")]
    [InlineData("/docs/findings")]
    public async Task The_foot_of_a_page_says_which_version_runs(string address)
    {
        var page = await PageAsync(address);

        Assert.Contains($"Version {PortalVersion.Text}", page.QuerySelector("footer")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_of_the_files_at_the_top_lead_to_files()
    {
        var broken = Directory.GetFiles(Places.Checkout, "*.md").SelectMany(file => Regex
            .Matches(File.ReadAllText(file), @"\]\((?<target>[^)#:]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !Path.Exists(Path.Combine(Places.Checkout, target)))
            .Select(target => $"{Path.GetFileName(file)}: {target}"));

        Assert.Empty(broken);
    }

    private async Task<IHtmlDocument> PageAsync(string address)
    {
        var page = await TryPageAsync(address);
        Assert.True(page is not null, $"{address} does not answer 200.");
        return page;
    }

    private async Task<IHtmlDocument?> TryPageAsync(string address)
    {
        using var response = await portal.Client().GetAsync(new Uri(address, UriKind.Relative));
        return response.StatusCode == HttpStatusCode.OK ? new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()) : null;
    }
}
