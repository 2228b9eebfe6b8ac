using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Docs;

/// <summary>The guides for operators and publishers, as a visitor reads them.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class GuideTests(ApiPortal portal)
{
    private const string Guide = "/docs/operating";

    [Theory]
    [InlineData("Operating")]
    [InlineData("Publishing", "manifest")]
    [InlineData("Using")]
    public async Task Every_file_of_a_guide_is_a_page_that_the_list_leads_to(string folder, params string[] others)
    {
        var guide = Address(folder);
        var index = await PageAsync(guide);
        var listed = index.QuerySelectorAll("main .topics a").Select(link => link.GetAttribute("href"));

        Assert.Equal(Topics(folder).Concat(others).Select(topic => $"{guide}/{topic}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Operating")]
    [InlineData("Publishing", "manifest")]
    [InlineData("Using")]
    public async Task No_link_of_a_guide_is_broken(string folder, params string[] others)
    {
        var broken = new List<string>();
        var guide = Address(folder);
        foreach (var address in Topics(folder).Concat(others).Select(topic => $"{guide}/{topic}").Append(guide))
        {
            var page = await PageAsync(address);
            foreach (var href in page.QuerySelectorAll("main a[href]").Select(link => link.GetAttribute("href")!).Where(href => href.StartsWith('/')))
            {
                var (path, anchor) = href.Split('#') is [var before, var after] ? (before, after) : (href, null);
                if (anchor is null ? !await IsThereAsync(path) : (await TryPageAsync(path))?.GetElementById(anchor) is null)
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

    [Fact]
    public async Task Front_page_leads_to_publishing()
    {
        var front = await PageAsync("/");

        Assert.Equal("Publish an extension", front.QuerySelector("main a[href='/docs/publishing']")?.TextContent.Trim());
    }

    private static string Address(string folder) => "/docs/" + folder.ToLowerInvariant();

    private static IEnumerable<string> Topics(string folder) => Directory
        .GetFiles(Path.Combine(Places.Portal, "Components", "Docs", folder), "*.md")
        .Select(file => Path.GetFileNameWithoutExtension(file)!);

    private async Task<IHtmlDocument> PageAsync(string address)
    {
        var page = await TryPageAsync(address);
        Assert.True(page is not null, $"{address} does not answer 200.");
        return page;
    }

    /// <summary>A page for members leads a visitor to the sign-in.</summary>
    private async Task<bool> IsThereAsync(string address)
    {
        using var response = await portal.Client().GetAsync(new Uri(address, UriKind.Relative));
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.MovedPermanently;
    }

    private async Task<IHtmlDocument?> TryPageAsync(string address)
    {
        using var response = await portal.Client().GetAsync(new Uri(address, UriKind.Relative));
        return response.StatusCode == HttpStatusCode.OK ? new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()) : null;
    }
}
