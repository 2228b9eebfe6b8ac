using System.Globalization;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Api;

/// <summary>
/// Searches of pages cost the same as those of the API, and count as they do. Which pages search is said by the pages
/// themselves (<see cref="SearchPageAttribute"/>), however their address is written. People who are signed in search on
/// over the circuit of the page, where all they do is counted.
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

        // The page that says so is the one of all refusals without a page of their own.
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
