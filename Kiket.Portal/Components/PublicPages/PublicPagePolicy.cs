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
internal sealed class PublicPagePolicy(ListingStamps stamps, IOptions<DatabaseOptions> database, TimeProvider clock, CachedPageMetrics metrics)
    : IOutputCachePolicy
{
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
            context.Tags.Add(ListingCache.ListingsTag);
            context.Tags.Add(ListingCache.TagOf(id));
        }
        else if (PublicAddressing.SaysWhenListingsChanged(page.Path))
        {
            context.CacheVaryByRules.CacheKeyPrefix = stamps.Changes.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Tags.Add(ListingCache.ChangesTag);
        }
        else
        {
            context.CacheVaryByRules.CacheKeyPrefix = stamps.Catalogue.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Tags.Add(ListingCache.BrowseTag);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        metrics.Hit();
        return ValueTask.CompletedTask;
    }

    /// <summary>Only complete, successful pages that set no cookie are cached.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        metrics.Miss();
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }
}
