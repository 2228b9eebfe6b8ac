using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// The pages in the output cache: listings, browse pages, feed and site map, as visitors see them. The key contains a
/// stamp of the content, taken before the page is rendered. A page that was rendered while its listing changed is
/// stored under a key that is never requested again. The tags free the memory.
/// </summary>
internal sealed class PublicPagePolicy(ListingStamps stamps, IOptions<DatabaseOptions> database, TimeProvider clock) : IOutputCachePolicy
{
    public const string BrowseTag = "marketplace";

    public static string ListingTag(string normalizedId) => "listing:" + normalizedId;

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        if (PublicRequest.Of(http) is not { } page || !PublicAddressing.IsCacheable(http.Request.Query))
        {
            return ValueTask.CompletedTask;
        }

        context.EnableOutputCaching = true;
        context.AllowCacheLookup = true;
        context.AllowCacheStorage = true;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = PublicPageLifetime.At(clock.GetUtcNow(), database.Value.Provider);
        context.CacheVaryByRules.QueryKeys = PublicAddressing.CachedKeys;
        context.CacheVaryByRules.VaryByValues["encoding"] = PageEncodings.Preferred(http.Request).Name;
        if (PublicAddressing.ExtensionId(page.Path) is { } extensionId)
        {
            var id = Extension.Normalize(extensionId);
            var (all, own) = stamps.Of(id);
            context.CacheVaryByRules.CacheKeyPrefix = FormattableString.Invariant($"{all}.{own}");
            context.Tags.Add(ListingTag(id));
        }
        else
        {
            context.CacheVaryByRules.CacheKeyPrefix = stamps.Catalogue.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Tags.Add(BrowseTag);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Only complete, successful pages that set no cookie are cached.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>Frees the memory of pages that show a changed listing.</summary>
internal sealed class ForgetPublicPages(IOutputCacheStore store) : IKeepListings
{
    public async Task ListingChangedAsync(string? normalizedId)
    {
        await store.EvictByTagAsync(PublicPagePolicy.BrowseTag, CancellationToken.None);
        if (normalizedId is not null)
        {
            await store.EvictByTagAsync(PublicPagePolicy.ListingTag(normalizedId), CancellationToken.None);
        }
    }
}
