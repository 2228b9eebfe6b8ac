using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components;

/// <summary>
/// Limits the connections of live pages. Each has a circuit that takes memory, and the framework neither limits them
/// nor checks where they come from.
/// </summary>
public sealed class LiveConnections(IOptions<PortalOptions> options, IOptions<LimitsOptions> limits)
{
    /// <summary>Twenty open tabs. Another one is still readable, but not live.</summary>
    public const int PerPerson = 20;

    /// <summary>Visitors are never offered a live page, so unexpected connections get a small limit.</summary>
    public const int PerAddress = 10;

    private const string Hub = "/_blazor";

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Refuses connections over the limit or from another site. Counts the others while they are open.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase, out var below))
        {
            await next(context);
            return;
        }

        if (!IsOwn(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Live pages can only be connected from the portal's own pages.");
            return;
        }

        var counts = Counts(context);
        if (!IsConnection(context.Request, below))
        {
            // Checked before connecting, because a refusal here reaches the page as a response and not as a lost connection.
            var full = below.Value == "/negotiate" ? Array.Find(counts, count => _open.GetValueOrDefault(count.Key) >= count.Most) : null;
            await (full is null ? next(context) : RefuseFullAsync(context, full));
            return;
        }

        var entered = 0;
        try
        {
            foreach (var count in counts)
            {
                entered++;
                if (_open.AddOrUpdate(count.Key, 1, (_, open) => open + 1) > count.Most)
                {
                    await RefuseFullAsync(context, count);
                    return;
                }
            }

            await next(context);
        }
        finally
        {
            foreach (var count in counts.Take(entered))
            {
                Leave(count.Key);
            }
        }
    }

    private void Leave(string key)
    {
        if (_open.AddOrUpdate(key, 0, (_, count) => count - 1) <= 0)
        {
            // Only if it is still zero, because somebody may have connected in between.
            _open.TryRemove(new KeyValuePair<string, int>(key, 0));
        }
    }

    /// <summary>A web socket or a long poll is open as long as its request.</summary>
    private static bool IsConnection(HttpRequest request, PathString below) =>
        !below.HasValue && (HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method));

    /// <summary>Counts the person and their network address, so that many accounts on one machine share a limit.</summary>
    private Count[] Counts(HttpContext context)
    {
        var address = ClientAddress.Key(context);
        return context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } person
            ?
            [
                new Count("person " + person, PerPerson, "You have"),
                new Count("people at " + address, limits.Value.PagesPerAddress, "People at your network address have"),
            ]
            : [new Count("visitors at " + address, PerAddress, "Visitors at your network address have")];
    }

    /// <summary>
    /// The Origin header names the site that connects, because cookies would be sent from any site. If the portal uses https,
    /// a page that was loaded without it is refused, because its connection would not be encrypted.
    /// </summary>
    private bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (!IsReadable(origin) && (IsSame(origin, request.Host.Value) || (options.Value.PublicUrl is { } url && IsSame(origin, url.Authority))));
    }

    private bool IsReadable(string origin) =>
        options.Value.PublicUrl?.Scheme == Uri.UriSchemeHttps
        && Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && from.Scheme == Uri.UriSchemeHttp
        && !from.IsLoopback;

    private static bool IsSame(string origin, string? authority) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && from.Scheme is "http" or "https"
        && Uri.TryCreate($"{from.Scheme}://{authority}", UriKind.Absolute, out var own)
        && string.Equals(from.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseFullAsync(HttpContext context, Count count)
    {
        context.Response.Headers.RetryAfter = "30";
        return RefuseAsync(context, StatusCodes.Status429TooManyRequests, string.Create(
            CultureInfo.InvariantCulture, $"{count.Who} {count.Most} live pages open, which is the limit. Close some of them, then reload this one."));
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }

    /// <param name="Who">The beginning of the refusal message.</param>
    private sealed record Count(string Key, int Most, string Who);
}
