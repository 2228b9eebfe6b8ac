using System.Globalization;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Api;

/// <summary>
/// Searches on pages cost the same as searches in the API, and share their limit. The pages themselves declare that
/// they search (<see cref="SearchPageAttribute"/>), so the spelling of the address doesn't matter. Signed-in people
/// continue to search over the page's circuit, where everything they do is counted.
/// </summary>
internal sealed class CountPageSearches(RequestDelegate next, ApiRateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var isSearch = context.GetEndpoint()?.Metadata.GetMetadata<SearchPageAttribute>() is not null
            && ApiQuery.Any(context.Request, SearchPageAttribute.Parameter);
        if (!isSearch || limits.PageSearch(context) is not { RetryAfter: { } wait })
        {
            return next(context);
        }

        // The common error page is shown for it.
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
