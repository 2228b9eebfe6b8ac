using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Kiket.Portal.Edge;

/// <summary>
/// Passes calls of <c>https://{installation}.{Hosting:BaseDomain}/…</c> on to the container of the installation. The proxy in front of the edge
/// ends TLS.
/// </summary>
public sealed class EdgeIngress : IDisposable
{
    /// <summary>The value of <c>Hosting:BaseDomain</c> unless it is set. Browsers find every name below localhost on their own machine.</summary>
    public const string DefaultDomain = "apps.localhost";

    public const long MaxBody = 512 * 1024;

    /// <summary>Calls to one installation at once. More would be waited for in a container that has a quarter of a core.</summary>
    public const int MaxCalls = 32;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    private readonly EdgePolicies _policies;
    private readonly IHttpForwarder _forwarder;
    private readonly string _below;
    private readonly ConcurrentDictionary<string, Places> _places = new(StringComparer.Ordinal);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTime,
        // A container that was started again has the address of the one before.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    });

    public EdgeIngress(EdgePolicies policies, IHttpForwarder forwarder, string baseDomain) =>
        (_policies, _forwarder, _below) = (policies, forwarder, "." + baseDomain.ToLowerInvariant());

    public async Task HandleAsync(HttpContext context)
    {
        if (KeyOf(context.Request.Host.Host) is not { } key || _policies.FindKey(key) is not { } rules)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no extension at this address.");
            return;
        }

        if (rules.Route is not { } route)
        {
            context.Response.Headers.RetryAfter = "10";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The extension isn't running. Try again later.");
            return;
        }

        if (context.Request.ContentLength > MaxBody)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "A call has at most 512 KB.");
            return;
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBody;
        var places = _places.GetOrAdd(key, _ => new Places());
        if (!places.TryTake())
        {
            context.Response.Headers.RetryAfter = "1";
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "The extension has 32 calls at once. Try again in a moment.");
            return;
        }

        try
        {
            await ForwardAsync(context, route);
        }
        finally
        {
            places.Leave();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context, EdgeRoute route)
    {
        var time = TimeSpan.FromMilliseconds(route.TimeoutMs);
        using var total = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        total.CancelAfter(time);
        var target = string.Create(CultureInfo.InvariantCulture, $"http://{route.Address}:{route.Port}/");
        var error = await _forwarder.SendAsync(
            context, target, _client, new ForwarderRequestConfig { ActivityTimeout = time }, HttpTransformer.Default, total.Token);
        if (error != ForwarderError.None && !context.Response.HasStarted && total.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(context, StatusCodes.Status504GatewayTimeout, "The extension didn't answer in time.");
        }
    }

    /// <summary>The installation's key in a host such as <c>{32 hex digits}.apps.example.com</c>; null for any other.</summary>
    private string? KeyOf(string host)
    {
        host = host.ToLowerInvariant();
        return host.Length == 32 + _below.Length && host.EndsWith(_below, StringComparison.Ordinal) && host[..32].All(char.IsAsciiHexDigit)
            ? host[..32]
            : null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence + "\n");
    }

    private sealed class Places
    {
        private int _taken;

        public bool TryTake()
        {
            if (Interlocked.Increment(ref _taken) <= MaxCalls)
            {
                return true;
            }

            Leave();
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref _taken);
    }
}
