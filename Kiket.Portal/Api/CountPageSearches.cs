using System.Globalization;

namespace Kiket.Portal.Api;

/// <summary>
/// Searches of the marketplace's page cost the same as those of the API, and count as they do. Comes before the page is
/// made and before anybody is looked for; who is signed in searches over the circuit of the page.
/// </summary>
internal sealed class CountPageSearches(RequestDelegate next, ApiRateLimits limits)
{
    private const string Marketplace = "/marketplace";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isSearch = request.Path.Value?.TrimEnd('/').Equals(Marketplace, StringComparison.OrdinalIgnoreCase) == true && !string.IsNullOrWhiteSpace(ApiQuery.Text(request, "q"));
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
