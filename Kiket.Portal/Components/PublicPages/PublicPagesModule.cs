using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.OutputCaching;

namespace Kiket.Portal.Components.PublicPages;

public static class PublicPagesModule
{
    private const long CacheBytes = 256L * 1024 * 1024;
    private const long MaxPageBytes = 4L * 1024 * 1024;

    /// <summary>Call after <c>AddRazorComponents</c>, whose antiforgery is wrapped.</summary>
    public static IServiceCollection AddPublicPages(this IServiceCollection services)
    {
        services.AddSingleton<PublicRequests>();
        services.AddSingleton<CachedPageMetrics>();
        services.AddSingleton<PublicPagePolicy>();
        services.AddSingleton<PublicRoot>();
        services.AddSingleton<ListingPicture>();
        services.AddSingleton<SiteMap>();
        services.AddSingleton<VisitorFrames>();
        services.AddOutputCache(options =>
        {
            options.SizeLimit = CacheBytes;
            options.MaximumBodySize = MaxPageBytes;
            options.UseCaseSensitivePaths = true;
        });
        services.AddOptions<OutputCacheOptions>().Configure<PublicPagePolicy>((options, policy) => options.AddBasePolicy(policy));
        var antiforgery = services.Last(service => service.ServiceType == typeof(IAntiforgery));
        services.Remove(antiforgery);
        services.AddSingleton<IAntiforgery>(provided => new PublicPageAntiforgery(
            (IAntiforgery)ActivatorUtilities.CreateInstance(provided, antiforgery.ImplementationType!)));
        return services;
    }

    /// <summary>Call before authentication. A visitor's page needs none, and a cached page does not even need routing.</summary>
    public static WebApplication UsePublicPages(this WebApplication app)
    {
        var requests = app.Services.GetRequiredService<PublicRequests>();
        var views = app.Services.GetRequiredService<CountViews>();
        app.Use((context, next) =>
        {
            requests.Mark(context);
            if (PublicRequest.Of(context) is not null)
            {
                // Before the cache answers. What signed-in people see is counted by the pages themselves.
                views.Count(context.Request);
            }

            return next(context);
        });
        app.UseOutputCache();
        app.UseMiddleware<PublicPageBody>();
        app.UseRouting();
        return app;
    }

    /// <summary>Call after everything that may refuse a page by its route.</summary>
    public static WebApplication UseVisitorPages(this WebApplication app)
    {
        app.UseMiddleware<VisitorPages>();
        return app;
    }
}
