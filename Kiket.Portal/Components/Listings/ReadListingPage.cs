using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.Components.Listings;

/// <summary>One tab of a listing with everything around it.</summary>
public sealed record ListingPageModel(ListingModel View, IReadOnlyList<ListingTab> Tabs, ListingTab Tab, ListingTabModel Content);

/// <summary>
/// Reads a public listing. What was read is kept until the listing changes, bounded in size, so that people who are
/// signed in, whose pages are never shared, are served from memory as well.
/// </summary>
public sealed class ReadListingPage(ListingQueries listings, ReadListingTab tabs, GitHub.GitHubLinks links, ListingStamps stamps) : IDisposable
{
    /// <summary>The extension is listed; the page asked for is none that it has.</summary>
    public const string NoSuchTab = "tab_not_found";

    private const long MaxCachedCharacters = 64L * 1024 * 1024;

    /// <summary>What one page costs beside its documents: manifest, findings, details.</summary>
    private const int PageCharacters = 32 * 1024;

    /// <summary>Another portal process on the same database does not tell of its changes.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = MaxCachedCharacters });

    public async Task<Result<ListingPageModel>> RunAsync(string extensionId, string? segment, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        var tab = ListingTabs.Parse(segment);
        var key = (id, tab, stamps.Of(id));
        if (_pages.TryGetValue(key, out ListingPageModel? cached))
        {
            return cached!;
        }

        if (!(await ReadAsync(extensionId, segment, tab, cancellationToken)).TryGet(out var page, out var error))
        {
            return error;
        }

        _pages.Set(key, page, new MemoryCacheEntryOptions { Size = PageCharacters + page.Content.Characters, AbsoluteExpirationRelativeToNow = Lifetime });
        return page;
    }

    public void Dispose() => _pages.Dispose();

    private async Task<Result<ListingPageModel>> ReadAsync(string extensionId, string? segment, ListingTab? asked, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        switch (page?.Listing.State)
        {
            case null:
                return NotThere(extensionId);
            case ListingState.Removed:
                return Error.Gone("listing_removed", $"{page.Listing.Name} by {page.Listing.PublisherName} was taken out of the marketplace for good and cannot be installed any more. Its address stays empty, so that nothing else takes its name.");
            case ListingState.Suspended:
                return Error.Gone("listing_suspended", $"The people who run the marketplace took {page.Listing.Name} by {page.Listing.PublisherName} from view while they look into it. It cannot be installed meanwhile, and comes back here if all is well.");
            default:
                break;
        }

        var view = ListingModel.Of(page, links);
        var shown = await tabs.TabsAsync(view, cancellationToken);
        return asked is { } tab && shown.Contains(tab)
            ? new ListingPageModel(view, shown, tab, await tabs.RunAsync(view, tab, cancellationToken))
            : Error.NotFound(NoSuchTab, asked is { } absent
                ? $"{view.Details.Name} has no page “{ListingTabs.Title(absent)}”: its repository holds no document for it. Its other pages are there."
                : $"{view.Details.Name} has no page “{Short(segment!)}”. Its other pages are there.");
    }

    private static Error NotThere(string extensionId) =>
        Error.NotFound("listing_not_found", $"There is nothing at /marketplace/{Short(extensionId)}. Search the marketplace, or check the address.");

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
