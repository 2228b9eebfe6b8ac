using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.Listings.Pages;

/// <summary>One tab of a listing with everything around it.</summary>
public sealed record ListingPageModel(ListingModel View, IReadOnlyList<ListingTab> Tabs, ListingTab Tab, ListingTabModel Content);

/// <summary>
/// Reads a listing. The result is cached until the listing changes, with a size limit, so that people who are
/// signed in, whose pages are never shared, are served from memory too.
/// </summary>
public sealed class ReadListingPage(ReadListing listings, ReadListingTab tabs, ListingStamps stamps) : IDisposable
{
    /// <summary>The extension is listed, but it has no such tab.</summary>
    public const string NoSuchTab = "tab_not_found";

    private const long MaxCachedCharacters = 64L * 1024 * 1024;

    /// <summary>The memory one page takes besides its documents: manifest, findings, details.</summary>
    private const int PageCharacters = 32 * 1024;

    /// <summary>
    /// The signal of another node can get lost while the database restarts. Its change then appears after this time.
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = MaxCachedCharacters });

    public Task<Result<ListingPageModel>> RunAsync(string extensionId, string? segment, CancellationToken cancellationToken) =>
        RunAsync(VisibleRegistry.Marketplace, extensionId, segment, cancellationToken);

    public async Task<Result<ListingPageModel>> RunAsync(
        VisibleRegistry registry, string extensionId, string? segment, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        var tab = ListingTabs.Parse(segment);
        var key = (registry, id, tab, stamps.Of(id));
        if (_pages.TryGetValue(key, out ListingPageModel? cached))
        {
            return cached!;
        }

        if (!(await ReadAsync(registry, extensionId, segment, tab, cancellationToken)).TryGet(out var page, out var error))
        {
            return error;
        }

        _pages.Set(key, page, new MemoryCacheEntryOptions { Size = PageCharacters + page.Content.Characters, AbsoluteExpirationRelativeToNow = Lifetime });
        return page;
    }

    public void Dispose() => _pages.Dispose();

    private async Task<Result<ListingPageModel>> ReadAsync(
        VisibleRegistry registry, string extensionId, string? segment, ListingTab? asked, CancellationToken cancellationToken)
    {
        var view = await listings.RunAsync(registry, extensionId, cancellationToken);
        switch (view?.State)
        {
            case null:
                return NotThere(registry, extensionId);
            case ListingState.Removed:
                return Error.Gone(
                    "listing_removed",
                    $"{view.Name} by {view.PublisherName} was permanently removed from the marketplace and can no longer be installed. "
                    + "No other extension can use its address.");
            case ListingState.Suspended:
                return Error.Gone(
                    "listing_suspended",
                    $"{view.Name} by {view.PublisherName} is suspended while the operators of the marketplace look into it. "
                    + "It can't be installed until they restore it.");
            case ListingState.Unlisted:
                return Error.Gone(
                    "listing_unlisted",
                    $"{view.PublisherName} has unlisted {view.Name}, so it can't be installed at the moment. Organizations that run it keep it.");
            default:
                break;
        }

        var shown = await tabs.TabsAsync(view, cancellationToken);
        return asked is { } tab && shown.Contains(tab)
            ? new ListingPageModel(view, shown, tab, await tabs.RunAsync(view, tab, cancellationToken))
            : Error.NotFound(NoSuchTab, asked is { } absent
                ? $"{view.Name} has no page “{ListingTabs.Title(absent)}” because its repository has no document for it. Try its other pages."
                : $"{view.Name} has no page “{Short(segment!)}”. Try its other pages.");
    }

    private static Error NotThere(VisibleRegistry registry, string extensionId) => registry.IsPublic
        ? Error.NotFound("listing_not_found", $"There is no extension at /marketplace/{Short(extensionId)}. Check the address, or search the marketplace.")
        : Error.NotFound("listing_not_found", $"Your organization has no private extension “{Short(extensionId)}”. Check the address.");

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
