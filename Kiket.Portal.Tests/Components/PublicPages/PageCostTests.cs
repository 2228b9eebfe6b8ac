using System.Diagnostics;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.Listings;
using Kiket.Portal.Tests.Listings.Browsing;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>What a visitor's page asks of the database, and what it weighs beyond the words that people came for.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PageCostTests : IAsyncLifetime
{
    private const int MostMarkup = 25 * 1024;

    private PortalServer _portal = null!;
    private Catalogue _catalogue = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        _catalogue = new Catalogue(
            _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>(), _portal.Services.GetRequiredService<ShowRelease>(), TimeProvider.System);
        await FillAsync(0, 3);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_page_costs_as_many_commands_with_many_listings_as_with_few()
    {
        (string Address, int Most)[] pages =
        [
            ("/marketplace?new={0}", 1),
            ("/marketplace?category=communication&new={0}", 1),
            ("/marketplace?q=helper&new={0}", 3),
            ("/marketplace/dev.acme.helper-1?new={0}", 6),
            ("/marketplace/dev.acme.helper-1/versions?new={0}", 7),
            ("/marketplace/dev.acme.helper-1/security?new={0}", 7),
            ("/marketplace/dev.acme.nothing?new={0}", 8),
        ];
        var few = await CountAsync(pages);
        await FillAsync(3, 60);
        var many = await CountAsync(pages);

        foreach (var ((address, most), before, after) in pages.Zip(few, many))
        {
            Assert.True(after <= most, $"{address} sent {after} commands with 60 listings; {most} are enough.");
            Assert.True(after <= before, $"{address} sent {before} commands with 3 listings and {after} with 60.");
        }
    }

    [Fact]
    public async Task The_page_of_a_listing_counts_nothing_after_a_change()
    {
        var commands = await LeastAsync(() =>
        {
            _portal.Services.GetRequiredService<ListingStamps>().Raise("dev.acme.helper-1");
            return Task.FromResult("/marketplace/dev.acme.helper-1");
        });
        Assert.InRange(commands, 1, 6);
    }

    [Fact]
    public async Task A_kept_page_asks_the_database_nothing()
    {
        foreach (var address in new[]
        {
            "/marketplace",
            "/marketplace?category=communication",
            "/marketplace/dev.acme.helper-1",
            "/sitemap.xml",
            "/marketplace/feed.atom",
        })
        {
            await GetAsync(address);
            Assert.Equal(0, await LeastAsync(() => Task.FromResult(address)));
        }
    }

    [Fact]
    public async Task A_change_of_documents_alone_evicts_the_pages_that_it_changes()
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var extension = await db.Set<Listing>()
            .Where(listing => listing.NormalizedId == "dev.acme.helper-1").Select(listing => listing.ExtensionKey).SingleAsync();
        foreach (var (address, isKept) in new[]
        {
            ("/marketplace", true),
            ("/marketplace?category=communication", true),
            ("/marketplace/dev.acme.helper-2", true),
            ("/marketplace/dev.acme.helper-1", false),
            ("/marketplace/feed.atom", false),
            ("/sitemap.xml", false),
        })
        {
            await GetAsync(address);
            var commands = await LeastAsync(async () =>
            {
                await _portal.Services.GetRequiredService<ListingDocumentsTopic>().PublishAsync(extension);
                return address;
            });
            Assert.True(isKept == (commands == 0), $"{address} sent {commands} commands.");
        }
    }

    [Fact]
    public async Task A_listing_is_light_and_can_be_read_before_any_script()
    {
        var page = await GetAsync("/marketplace/dev.acme.helper-1");
        var head = page[..page.IndexOf("</head>", StringComparison.Ordinal)];

        Assert.InRange(page.Length, 1, MostMarkup);
        // The one script before the text applies the reader's theme; all others wait for the document.
        Assert.Equal(1, Occurrences(head, "<script src"));
        Assert.Equal(Occurrences(page[head.Length..], "<script "), Occurrences(page[head.Length..], " defer"));
        Assert.DoesNotContain("blazor.web", page, StringComparison.Ordinal);
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;

    private async Task FillAsync(int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            await _catalogue.AddAsync(new Sample($"Helper {n}"));
        }

        _portal.Services.GetRequiredService<ListingStamps>().Raise(null);
        // Counts and shelves are kept until a listing changes.
        await GetAsync("/marketplace");
        await GetAsync("/marketplace?category=communication");
    }

    private async Task<List<int>> CountAsync((string Address, int Most)[] pages)
    {
        var counts = new List<int>();
        foreach (var (address, _) in pages)
        {
            // An unknown parameter keeps a page out of the cache, and a new stamp what was read for it.
            counts.Add(await LeastAsync(async () =>
            {
                _portal.Services.GetRequiredService<ListingStamps>().Raise("dev.acme.helper-1");
                await GetAsync("/marketplace");
                await GetAsync("/marketplace?category=communication");
                return string.Format(System.Globalization.CultureInfo.InvariantCulture, address, Guid.NewGuid());
            }));
        }

        return counts;
    }

    /// <summary>Of the page's own request. A listing that is shown in the background evicts what is kept, but not three times.</summary>
    private async Task<int> LeastAsync(Func<Task<string>> address)
    {
        var least = int.MaxValue;
        for (var time = 0; time < 3; time++)
        {
            var path = await address();
            using var visit = new Activity("visit");
            visit.Start();
            await GetAsync(path);
            least = Math.Min(least, CountCommands.Of(visit.TraceId));
        }

        return least;
    }

    private async Task<string> GetAsync(string address)
    {
        using var response = await _portal.Client().GetAsync(new Uri(address, UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }
}
